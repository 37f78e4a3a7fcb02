"""AWS on a laptop: API Gateway, Lambda, roles, the table and its stream, from template.yaml."""
