"""Tallies in the table: counted from the stream, read, and recounted."""
