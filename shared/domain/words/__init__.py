"""Words, names and links found in a text, however they are disguised."""
