"""Judging a comment: the policy, the rules, the verdict, and what its author reads."""
