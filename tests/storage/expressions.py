"""DynamoDB's condition and update expressions, as far as shared/storage uses them.

All others raise NotImplementedError. Values stay in DynamoDB's notation; numbers are whole. Source: the developer
guide's pages Expressions.OperatorsAndFunctions and Expressions.UpdateExpressions, under
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

Value = dict[str, Any]
Item = dict[str, Value]
Names = Mapping[str, str]
Values = Mapping[str, Value]
Test = Callable[[Item, Names, Values], bool]

_TOKEN = re.compile(r"\s*(<>|[=<(),]|[#:]?\w+)")
_ASSIGNMENT = re.compile(r"(\S+) = (:\w+)")
_DEFAULT = re.compile(r"(\S+) = if_not_exists\((\S+), (:\w+)\)")
_BETWEEN = re.compile(r", (?![^(]*\))")
_ADDITION = re.compile(r"(\S+) (:\w+)")
_PATH = re.compile(r"#?\w+")
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE|DELETE)\b ")


class Invalid(Exception):  # noqa: N818  (an answer, not a fault)
    """DynamoDB would answer ValidationException."""


class Condition(NamedTuple):
    """A condition: how to test an item, and the placeholders it uses."""

    test: Test
    used: frozenset[str]


class Update(NamedTuple):
    """An update: its clauses as lists of paths with placeholders of values, and all placeholders that it uses."""

    sets: list[tuple[str, str]]
    defaults: list[tuple[str, str]]
    adds: list[tuple[str, str]]
    removes: list[str]
    used: frozenset[str]


@cache
def condition(text: str) -> Condition:
    """Parse a condition: functions attribute_exists and attribute_not_exists, =, <> and <, AND, OR, parentheses."""
    tokens = _tokens(text)
    parser = _Parser(tokens)
    test = parser.either()
    if parser.ahead is not None:
        raise NotImplementedError(f"{parser.ahead!r} in the condition {text!r}")
    return Condition(test, _placeholders(tokens))


@cache
def update(text: str) -> Update:
    """Parse an update: SET a = :v, SET a = if_not_exists(a, :v), ADD a :v, REMOVE a."""
    if not text:
        raise Invalid("Invalid UpdateExpression: The expression can not be empty;")
    _, *parts = _CLAUSE.split(text)
    clauses = dict(zip(parts[::2], [_BETWEEN.split(part.strip()) for part in parts[1::2]], strict=True))
    if not clauses or "DELETE" in clauses or len(parts) != 2 * len(clauses):
        raise NotImplementedError(f"the update {text!r}")
    assigned = clauses.get("SET", [])
    sets = [_matched(_ASSIGNMENT, part).groups() for part in assigned if "(" not in part]
    defaults = [_own_default(*_matched(_DEFAULT, part).groups()) for part in assigned if "(" in part]
    adds = [_matched(_ADDITION, part).groups() for part in clauses.get("ADD", [])]
    removes = [_matched(_PATH, part).group() for part in clauses.get("REMOVE", [])]
    used = {token for pair in (*sets, *defaults, *adds) for token in pair} | {*removes}
    return Update(sets, defaults, adds, removes, frozenset(token for token in used if token[0] in "#:"))


def updated(item: Item, change: Update, names: Names, values: Values) -> Item:
    """A copy of `item` after the update.

    Raises:
        Invalid: two clauses touch one attribute, or one touches the key.
    """
    touched = [path for path, _ in (*change.sets, *change.defaults, *change.adds)] + change.removes
    attributes = [names.get(path, path) for path in touched]
    if len(set(attributes)) < len(attributes):
        raise Invalid("Invalid UpdateExpression: Two document paths overlap with each other;")
    if {"pk", "sk"} & {*attributes}:
        raise Invalid("One or more parameter values were invalid: Cannot update a key attribute.")
    after = {**item}
    for path, value in change.sets:
        after[names.get(path, path)] = values[value]
    for path, value in change.defaults:
        after.setdefault(names.get(path, path), values[value])
    for path, value in change.adds:
        attribute = names.get(path, path)
        before, by = after.get(attribute, {"N": "0"}), values[value]
        if "N" not in before or "N" not in by:
            raise NotImplementedError("adding to a value that is no number")
        after[attribute] = {"N": str(int(before["N"]) + int(by["N"]))}
    for path in change.removes:
        after.pop(names.get(path, path), None)
    return after


def _own_default(path: str, of: str, value: str) -> tuple[str, str]:
    if path != of:
        raise NotImplementedError(f"{path} set to another attribute, {of}")
    return path, value


class _Parser:
    """A recursive-descent parser. AND binds closer than OR."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens: Iterator[str] = iter(tokens)
        self.ahead: str | None = next(self._tokens, None)

    def take(self, expected: str | None = None) -> str:
        token, self.ahead = self.ahead, next(self._tokens, None)
        if token is None or expected not in (None, token):
            raise NotImplementedError(f"{token!r} in a condition, where {expected!r} was expected")
        return token

    def either(self) -> Test:
        tests = [self.both()]
        while self.ahead == "OR":
            self.take()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda *given: any(test(*given) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.ahead == "AND":
            self.take()
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda *given: all(test(*given) for test in tests)

    def one(self) -> Test:
        token = self.take()
        if token == "(":
            inner = self.either()
            self.take(")")
            return inner
        if token in ("attribute_exists", "attribute_not_exists"):
            self.take("(")
            path = self.take()
            self.take(")")
            wanted = token == "attribute_exists"
            return lambda item, names, _: (names.get(path, path) in item) is wanted
        if not _PATH.fullmatch(token) or token == "NOT":
            raise NotImplementedError(f"{token!r} in a condition")
        return _comparison(token, self.take(), self.take())


def _comparison(path: str, sign: str, value: str) -> Test:
    if sign not in ("=", "<>", "<") or not value.startswith(":"):
        raise NotImplementedError(f"{path} {sign} {value} in a condition")
    if sign == "<":
        return lambda item, names, values: _less(item.get(names.get(path, path)), values[value])
    wanted = sign == "="
    return lambda item, names, values: (item.get(names.get(path, path)) == values[value]) is wanted


def _less(left: Value | None, right: Value) -> bool:
    """True if `left` is less than `right`; False if their types differ."""
    if left is None or left.keys() != right.keys():
        return False
    [(kind, one)], [(_, other)] = left.items(), right.items()
    if kind == "N":
        return int(one) < int(other)
    if kind == "S":
        return bool(one.encode() < other.encode())
    raise NotImplementedError(f"comparing values of type {kind}")


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotImplementedError(f"the condition {text!r} at {at}")
        tokens.append(found[1])
        at = found.end()
    return tokens


def _matched(form: re.Pattern[str], part: str) -> re.Match[str]:
    found = form.fullmatch(part)
    if found is None:
        raise NotImplementedError(f"{part!r} in an update")
    return found


def _placeholders(tokens: list[str]) -> frozenset[str]:
    return frozenset(token for token in tokens if token[0] in "#:")
