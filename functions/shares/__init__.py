"""Share clicks and share counts."""
