"""The routes of the moderators: everything behind their sign-in."""
