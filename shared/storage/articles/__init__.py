"""Articles, their public threads and the lists of top articles in the table."""
