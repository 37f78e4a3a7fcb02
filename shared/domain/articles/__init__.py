"""Articles, and the lists of the most shared and most discussed."""
