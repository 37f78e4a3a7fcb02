"""One folder per permission boundary; each app.py has `handler`. Functions never import each other."""
