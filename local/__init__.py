"""The laptop: everything AWS does for Postbag, done by one process from the same template.yaml."""
