"""The shape of a thread: previewed replies, pinned comments, depth of replies."""

PREVIEWED = 3
"""Replies that are shown with their parent before a reader asks for more."""
MOST_PINNED = 3
"""The most pinned comments of a thread."""
DEEPEST = 3
"""The greatest depth of a parent; a top-level comment has depth 0. The parent of a deeper reply is its ancestor of this
depth."""
