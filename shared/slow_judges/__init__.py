"""The slow judges: services that are asked about a held comment after its author was answered."""
