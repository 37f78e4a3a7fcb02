"""The operator's commands: recount, train, verify-log."""
