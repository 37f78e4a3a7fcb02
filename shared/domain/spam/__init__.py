"""The spam filter that learns from moderators' decisions."""
