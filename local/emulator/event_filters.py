"""Event filtering of an event source mapping, which chooses the records that reach the function.

Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html (its comparison operators)
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from local.errors import TemplateError

ABSENT = object()


def passes(filters: Iterable[Mapping[str, Any]], record: Mapping[str, Any]) -> bool:
    """True if the record matches one of the patterns, or if there are no patterns."""
    patterns = list(filters)
    return not patterns or any(matches(pattern, record) for pattern in patterns)


def matches(pattern: Mapping[str, Any], record: Any) -> bool:
    """True if the record has every field of the pattern, with one of the pattern's values.

    Raises TemplateError for a rule that this module does not know.
    """
    for name, wanted in pattern.items():
        if name == "$or":
            if not any(matches(alternative, record) for alternative in wanted):
                return False
            continue
        value = record.get(name, ABSENT) if isinstance(record, Mapping) else ABSENT
        if isinstance(wanted, Mapping):
            if not matches(wanted, {} if value is ABSENT else value):
                return False
        elif not any(_meets(rule, value) for rule in wanted):
            return False
    return True


def _meets(rule: Any, value: Any) -> bool:
    if not isinstance(rule, Mapping):
        return value is not ABSENT and bool(value == rule)
    ((name, argument),) = rule.items()
    if name not in _RULES:
        raise TemplateError(f"a filter uses {name}, which local/emulator/event_filters.py does not know")
    return _RULES[name](argument, value)


def _anything_but(argument: Any, value: Any) -> bool:
    if isinstance(argument, Mapping):
        return value is not ABSENT and not _meets(argument, value)
    return value is not ABSENT and value not in (argument if isinstance(argument, list) else [argument])


_RULES: dict[str, Callable[[Any, Any], bool]] = {
    "anything-but": _anything_but,
    "equals-ignore-case": lambda wanted, value: isinstance(value, str) and value.lower() == wanted.lower(),
    "exists": lambda wanted, value: (value is not ABSENT) is wanted,
    "prefix": lambda wanted, value: isinstance(value, str) and value.startswith(wanted),
    "suffix": lambda wanted, value: isinstance(value, str) and value.endswith(wanted),
}
