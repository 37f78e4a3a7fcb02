"""Stream function that turns the table's stream into exact counts."""
