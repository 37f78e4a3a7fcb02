"""The stored events, asked for what requests to a route look like."""

import base64
import json
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from local.openapi import examples


class Stored(NamedTuple):
    """What the stored events of one route ask: values of parameters by name, and bodies by the event's name."""

    parameters: dict[str, str] = {}  # noqa: RUF012 (never written to where it is the default)
    bodies: dict[str, Any] = {}  # noqa: RUF012


def stored_requests(folder: Path) -> dict[str, Stored]:
    """What the events in `folder` ask, by route key."""
    found: dict[str, Stored] = {}
    for file in sorted(folder.glob("*.json")):
        event = json.loads(_set(file.read_text(encoding="utf-8")))
        if "routeKey" not in event:
            continue
        stored = found.setdefault(event["routeKey"], Stored({}, {}))
        for kind in ("pathParameters", "queryStringParameters"):
            stored.parameters.update(event.get(kind) or {})
        if event.get("body"):
            stored.bodies[file.stem.partition(".")[2]] = _body(event)
    return found


def _body(event: dict[str, Any]) -> Any:
    text: str = event["body"]
    if event.get("isBase64Encoded"):
        text = base64.b64decode(text).decode()
    if event["headers"].get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(text)


def _set(text: str) -> str:
    """`text` with examples of the things that local/event_values.py makes on a running stack."""
    for name, example in examples.SCENE.items():
        text = text.replace(f"${{{name}}}", example)
    return text
