"""Share clicks, share links, share counts, and visits by shared links."""
