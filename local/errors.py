"""What goes wrong on a laptop, said in one line to the person in front of it."""


class LocalError(Exception):
    """Something a person has to put right; its text is what the command prints, without a traceback."""


class TemplateError(LocalError):
    """template.yaml cannot be run here; the text names the place."""
