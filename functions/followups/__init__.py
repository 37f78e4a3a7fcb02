"""Stream function for all effects of changes, except the counts."""
