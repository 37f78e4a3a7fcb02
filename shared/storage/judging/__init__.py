"""The policy and stored verdicts in the table."""
