"""Tallies held against the facts, and put right. An operator's tool: no function imports it."""
