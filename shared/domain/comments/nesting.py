"""How a thread nests: depth of replies, previewed replies, pinned comments."""

PREVIEWED = 3
"""How many replies are shown with their parent before somebody asks for more."""
MOST_PINNED = 3
"""How many comments of a thread may stand on top of it."""
DEEPEST = 3
"""Replies nest this deep below a top-level comment (depth 0); deeper ones hang under their ancestor of this depth."""
