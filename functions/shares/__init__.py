"""Share clicks, share links and share counts."""
