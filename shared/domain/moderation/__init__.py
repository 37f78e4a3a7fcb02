"""The moderators' actions: decisions, bans, removals, thread changes, search, replay."""
