"""Errors on a laptop, each printed in one line."""


class LocalError(Exception):
    """A fault that a person must correct. The command prints its text without a traceback."""


class TemplateError(LocalError):
    """template.yaml cannot be run here; the text names the place."""
