"""Recorded answers: the examples in docs/examples/, which stand in docs/openapi.json.

Whatever a run makes anew (ids, hashes, tokens) gives place to a stand-in of the same form, so that the same story is
recorded the same every time. Long lists and pages are cut: an example should be read.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import httpx

from local.openapi.recorded_examples import FOLDER
from tests.support.stacks import ROOT

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ULID = re.compile(r"\b(0[0-9a-hjkmnp-tv-z]{9})([0-9a-hjkmnp-tv-z]{16})\b")
_BAN = re.compile(r"^(reader|address)\.(\w+)$")
_MOST_ENTRIES = 3
_MOST_CHARACTERS = 600
_SOLVED = {
    "algorithm": "SHA-256",
    "challenge": "4c8a1f0e5b7d92e36a0c5d8b1f4e7a29c3d6f08b5e2a719d4c6b3f8e0a5d7c12",
    "salt": "9f86d081884c7d659a2feaa0?expires=1795342200&",
    "signature": "b1946ac92492d2347c6235b4d2611184e2d1a6a1c2f3b4d5e6f708192a3b4c5d",
    "number": 24_117,
}
_ALWAYS: dict[str, Any] = {
    "challenge": _SOLVED["challenge"],
    "salt": _SOLVED["salt"],
    "signature": _SOLVED["signature"],
    "payload": base64.b64encode(json.dumps(_SOLVED).encode()).decode(),
    "pass": "eyJyZWFkZXIiOiJrN3E0eDh3Nnp0M3Y5ZjJhIn0.an-example-and-no-pass",
    "next_cursor": "eyJvZiI6ImhhcmJvdXItZmVycmllcyIsImFmdGVyIjoiMDFtODFiNXkwMCJ9.an-example-and-no-cursor",
    "instance": "urn:request:JKJaXmPLvHcES01=",
    "microseconds": 12,
}
"""Stand-ins of fields whose value is always made anew. They are no secrets: nothing accepts them."""
_ALWAYS["replies_cursor"] = _ALWAYS["next_cursor"]
_DRAWN = {"learned_spam": 211, "learned_fine": 840, "held_back": 239, "precision": 0.962, "recall": 0.875}
"""The same for what the spam filter says of itself: the ids of comments decide by which of them it tests itself."""


class Recording:
    """The files in docs/examples/: written if `writing`, else held against what is answered now."""

    def __init__(self, *, writing: bool) -> None:
        self._writing = writing

    def hold(self, name: str, found: Any) -> None:
        """`found` is what the file of this name says, as far as no run makes it anew."""
        file = ROOT / FOLDER / f"{name}.json"
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        if self._writing:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        assert kept == text, f"{FOLDER / name}.json is not what is answered now; run: make examples"

    def forget(self, names: set[str]) -> None:
        """Remove the files of events that are no more; without `writing` there are none."""
        gone = {file for file in (ROOT / FOLDER).glob("*.*.json") if file.stem not in names}
        if self._writing:
            for file in gone:
                file.unlink()
        else:
            assert gone == set(), "run: make examples"


def exchange(event: dict[str, Any], answer: httpx.Response) -> dict[str, Any]:
    """What a stored event asked and was answered, as an example shows it."""
    parameters = {**(event.get("pathParameters") or {}), **(event.get("queryStringParameters") or {})}
    if "idempotency-key" in event["headers"]:
        parameters["idempotency-key"] = event["headers"]["idempotency-key"]
    asked: dict[str, Any] = {"route": event["routeKey"], "parameters": parameters}
    if event.get("body"):
        asked["body"] = _body(event)
    found = {"asked": asked}
    if answer.status_code == 303:
        found["answered"] = answer.headers["location"]
    elif answer.content:
        found["answered"] = shown(answer)
    return lasting(found)


def shown(answer: httpx.Response) -> Any:
    """The body of an answer, cut to what can be read."""
    if answer.headers["content-type"].partition(";")[0].endswith("json"):
        return _cut(answer.json())
    return re.sub(r"<style>.*?</style>\n?", "", answer.text, flags=re.DOTALL)[:_MOST_CHARACTERS] + "…\n"


def lasting(found: Any) -> Any:
    """`found` with stand-ins for whatever a run makes anew."""
    found = _with_fixed(found)
    text = json.dumps(found, ensure_ascii=False)
    given: dict[str, str] = {}
    for value, alphabet in _made_anew(found):
        given.setdefault(value, _stand_in(value, f"{len(alphabet)} {len(given)}", alphabet))
    for match in _ULID.finditer(text):
        made_at, random = match.groups()
        same_moment = len({id_ for id_ in given if id_.startswith(made_at) and id_ != match[0]})
        given.setdefault(match[0], made_at + _stand_in(random, f"{made_at} {same_moment}", _CROCKFORD))
    replaced = re.sub("|".join(map(re.escape, given)), lambda value: given[value[0]], text) if given else text
    return json.loads(replaced)


def _body(event: dict[str, Any]) -> Any:
    text = base64.b64decode(event["body"]).decode() if event["isBase64Encoded"] else event["body"]
    if event["headers"]["content-type"].startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(text)


def _made_anew(found: Any) -> Iterator[tuple[str, str]]:
    """Values that a run has made anew, each with the characters it is made of."""
    hexadecimal = "0123456789abcdef"
    for name, value, of in _fields(found):
        if not isinstance(value, str):
            continue
        if name == "reader_id" or (name == "value" and of.get("kind") == "reader"):
            yield value, _CROCKFORD
        elif (
            name == "address"
            or (name == "hash" and len(value) == 64)
            or (name == "version" and of.keys() & {"status", "verdict"})
        ):
            yield value, hexadecimal
        elif ban := _BAN.match(value):
            yield ban[2], _CROCKFORD if ban[1] == "reader" else hexadecimal


def _fields(found: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Every field in `found`: its name, its value, and the object it is a field of."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield name, value, found
            yield from _fields(value)
    elif isinstance(found, list):
        for value in found:
            yield from _fields(value)


def _with_fixed(found: Any) -> Any:
    if isinstance(found, dict):
        fixed = _DRAWN | (
            {name: _ALWAYS[name] for name, value in found.items() if name in _ALWAYS and value is not None}
        )
        return {name: fixed[name] if name in fixed else _with_fixed(value) for name, value in found.items()}
    return [_with_fixed(value) for value in found] if isinstance(found, list) else found


def _cut(found: Any) -> Any:
    """`found` with lists of a few entries each. Of a verdict's findings, those that did not pass say the most."""
    if isinstance(found, dict):
        if "openapi" in found:
            return {"openapi": found["openapi"], "info": {"title": found["info"]["title"]}, "paths": {}}
        return {name: _cut(_telling(value) if name == "findings" else value) for name, value in found.items()}
    if isinstance(found, list):
        return [_cut(value) for value in (found[:_MOST_ENTRIES] if found and isinstance(found[0], dict) else found)]
    return found


def _telling(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(findings, key=lambda finding: finding["outcome"] == "pass")


def _stand_in(value: str, seed: str, alphabet: str) -> str:
    digest = hashlib.sha256(seed.encode()).digest() * 2
    return "".join(alphabet[byte % len(alphabet)] for byte in digest[: len(value)])
