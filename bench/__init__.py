"""Measure the costs and the throughput of Postbag. `make bench` prints them, docs/costs.md explains them."""
