"""The table's stream becomes what follows from it."""
