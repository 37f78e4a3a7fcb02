"""The table stream becomes exact counts."""
