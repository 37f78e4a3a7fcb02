"""What each fact adds to which tally, and the daily numbers made of them."""
