"""Makes docs/openapi.json from the routes."""
