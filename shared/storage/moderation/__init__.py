"""What moderators read and write in the table; each module serves the domain module of the same name."""
