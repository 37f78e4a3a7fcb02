"""Comments: drafts, the comment itself, what readers see, votes and reports, rulings."""
