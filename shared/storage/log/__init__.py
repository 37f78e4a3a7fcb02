"""The moderators' log in the table."""
