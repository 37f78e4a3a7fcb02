"""The slow judges: services that are asked about a comment after its author was answered, while it is held."""
