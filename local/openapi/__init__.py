"""docs/openapi.json, made from the routes."""
