"""Readers and moderators: passes, proof of work, keyed hashes, bans."""
