"""Send the requests in events/ again."""

import base64
from typing import Any

import httpx

from tests.api.contract import operations
from tests.support.stacks import ROOT

EVENTS = sorted(file for file in (ROOT / "events").glob("*.json") if "routeKey" in file.read_text(encoding="utf-8"))


def send(api: httpx.Client, event: dict[str, Any], moderator_token: str) -> httpx.Response:
    """Send the request of a stored event through the gateway, with `moderator_token` if the route needs one."""
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
