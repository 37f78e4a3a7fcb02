"""The laptop: one process does everything that AWS does for Postbag, from the same template.yaml."""
