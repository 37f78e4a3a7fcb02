"""Compare tallies with the facts, and correct them. An operator's tool: no function imports it."""
