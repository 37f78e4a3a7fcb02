"""Share clicks and visits in the table."""
