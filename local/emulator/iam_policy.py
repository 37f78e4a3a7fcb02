"""IAM's decision on one action, from the statements of a role's own policies.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
Anything unknown raises TemplateError: a policy that cannot be judged must not count as one that allows.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.errors import TemplateError

KNOWN = {"Sid", "Effect", "Action", "Resource", "Condition"}


@dataclass(frozen=True)
class Access:
    """One action on one resource. `context` has the values of each condition key of the request."""

    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def allows(statements: Iterable[Mapping[str, Any]], access: Access) -> bool:
    """True if some statement allows the access and none denies it."""
    effects = {statement["Effect"] for statement in statements if _applies(statement, access)}
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, Any], access: Access) -> bool:
    if unknown := set(statement) - KNOWN:
        raise TemplateError(
            f"a policy uses {', '.join(sorted(unknown))}, which local/emulator/iam_policy.py cannot judge"
        )
    return (
        any(_like(pattern.lower(), access.action.lower()) for pattern in _listed(statement["Action"]))
        and any(_like(pattern, access.resource) for pattern in _listed(statement["Resource"]))
        and all(
            _holds(operator, key, _listed(wanted), access.context)
            for operator, keys in (statement.get("Condition") or {}).items()
            for key, wanted in keys.items()
        )
    )


def _holds(operator: str, key: str, wanted: list[str], context: Mapping[str, tuple[str, ...]]) -> bool:
    quantifier, _, name = operator.rpartition(":")
    if name not in _OPERATORS or quantifier not in {"", "ForAllValues", "ForAnyValue"}:
        raise TemplateError(
            f"a policy uses the condition operator {operator}, which local/emulator/iam_policy.py cannot judge"
        )
    if key not in CONTEXT_KEYS:
        raise TemplateError(f"a policy uses the condition key {key}, which local/emulator/iam_policy.py cannot judge")
    test = _OPERATORS[name]
    values = context.get(key, ())
    if quantifier == "ForAllValues":  # true for a request without the key: as in AWS, and a trap there too
        return all(test(wanted, value) for value in values)
    if quantifier == "" and len(values) > 1:
        raise TemplateError(f"a policy compares {key}, which may have several values, without ForAllValues")
    return any(test(wanted, value) for value in values)


CONTEXT_KEYS = {"dynamodb:LeadingKeys", "dynamodb:EnclosingOperation"}

_OPERATORS: dict[str, Callable[[list[str], str], bool]] = {
    "StringEquals": lambda wanted, value: value in wanted,
    "StringNotEquals": lambda wanted, value: value not in wanted,
    "StringLike": lambda wanted, value: any(_like(pattern, value) for pattern in wanted),
    "StringNotLike": lambda wanted, value: not any(_like(pattern, value) for pattern in wanted),
}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _like(pattern: str, text: str) -> bool:
    """IAM's wildcards: `*` any characters, `?` one, and nothing else is special."""
    parts = (".*" if mark == "*" else "." if mark == "?" else re.escape(mark) for mark in re.split(r"([*?])", pattern))
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None
