"""Comments, votes and reports in the table."""
