"""Stream function: what follows from changes of the table."""
