"""The rules. Each module in this folder is imported here, so a new rule needs no more than a file of its own.

A rule says what it found and never decides alone; `judge.py` runs all of them.
"""

import importlib
import pkgutil

from shared.domain.judging.rules.rule import REGISTERED, Rule
from shared.domain.judging.rules.words import ready

__all__ = ["RULES", "Rule", "ready"]

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

RULES: dict[str, Rule] = {registered.name: registered.rule for registered in sorted(REGISTERED)}
"""Every rule by its name, in the order of the trace."""
