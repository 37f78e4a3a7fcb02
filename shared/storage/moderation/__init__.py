"""The moderators' reads and writes of the table. Each module serves the domain module of the same name."""
