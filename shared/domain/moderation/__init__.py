"""What moderators do: decisions, bans, removals, threads, search, replay."""
