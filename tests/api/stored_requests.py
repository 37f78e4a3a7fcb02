"""The requests in events/, sent again."""

import base64
from typing import Any

import httpx

from tests.api.contract import operations
from tests.support.stacks import ROOT

EVENTS = sorted(file for file in (ROOT / "events").glob("*.json") if "routeKey" in file.read_text(encoding="utf-8"))


def send(api: httpx.Client, event: dict[str, Any], moderator_token: str) -> httpx.Response:
    """The request that a stored event is, through the gateway; it has checked a moderator's token before."""
    headers = {name: value for name, value in event["headers"].items() if name not in ("host", "content-length")}
    if operations()[event["routeKey"]]["security"] == [{"moderator": []}]:
        headers["authorization"] = f"Bearer {moderator_token}"
    body = event.get("body", "")
    return api.request(
        event["requestContext"]["http"]["method"],
        f"{event['rawPath']}?{event['rawQueryString']}".rstrip("?"),
        headers=headers,
        content=base64.b64decode(body) if event["isBase64Encoded"] else body,
    )
