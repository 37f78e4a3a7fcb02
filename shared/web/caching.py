"""The cache lifetime of each public answer, in one table, and strong validators (RFC 9110, section 8.8.3).

No public answer depends on Authorization. Answers that are not in the table are `no-store`.
"""

import hashlib
from http import HTTPStatus
from typing import Any

_FRESH_FOR_SECONDS = 5
"""Lifetime of a thread. A browser shows one at most this old; a shared cache may serve a stale one while it
revalidates."""

_PUBLIC = f"public, max-age={_FRESH_FOR_SECONDS}, s-maxage={_FRESH_FOR_SECONDS}, stale-while-revalidate=30"
_LISTS = "public, max-age=60, s-maxage=60, stale-while-revalidate=300"

CACHED = {
    "GET /v1/articles/{article_id}/comments": _PUBLIC,
    "GET /v1/articles/{article_id}/comments/{comment_id}/replies": _PUBLIC,
    "GET /v1/articles/{article_id}/comments/{comment_id}": _PUBLIC,
    "GET /v1/articles/{article_id}/feed.atom": _PUBLIC,
    "GET /v1/articles/{article_id}/shares": _PUBLIC,
    "GET /v1/articles/{article_id}/thread.html": _PUBLIC,
    "GET /v1/counts": _PUBLIC,
    "GET /v1/most-shared": _LISTS,
    "GET /v1/most-discussed": _LISTS,
    "GET /v1/openapi.json": _LISTS,
}


def finish(event: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """`answer` with its caching headers; 304 if the client already has it (RFC 9110, section 13.1.2)."""
    headers = answer["headers"] = {**(answer.get("headers") or {}), "X-Content-Type-Options": "nosniff"}
    policy = CACHED.get(event["routeKey"])
    if policy is None or answer["statusCode"] != HTTPStatus.OK:
        headers["Cache-Control"] = "no-store"
        return answer
    etag = f'"{hashlib.sha256(answer["body"].encode()).hexdigest()[:32]}"'
    headers |= {"Cache-Control": policy, "ETag": etag}
    if _has(event["headers"].get("if-none-match", ""), etag):
        kept = {name: value for name, value in headers.items() if name != "Content-Type"}
        return {**answer, "statusCode": int(HTTPStatus.NOT_MODIFIED), "headers": kept, "body": ""}
    return answer


def _has(if_none_match: str, etag: str) -> bool:
    candidates = (candidate.strip().removeprefix("W/") for candidate in if_none_match.split(","))
    return any(candidate in ("*", etag) for candidate in candidates)
