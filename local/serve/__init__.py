"""`postbag serve`: the whole service on one port, with a demo article."""
