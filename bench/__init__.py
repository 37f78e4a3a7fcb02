"""What Postbag costs and sustains, measured here: `make bench` prints it, docs/costs.md explains it."""
