"""Networks, share clicks, and visits by shared links."""
