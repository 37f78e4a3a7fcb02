"""What is true about comments, threads, moderation and shares. Pure: no I/O, no clock, no environment."""
