"""Parts of docs/openapi.json beside the routes: the API's description, its headers, and the gateway's answers."""

from typing import Any

DESCRIPTION = """\
Comments and exact share counts for a news site.

**Readers** read threads without any login. To write, they send a *reader pass*, which is a signed pseudonym. A browser
gets one by solving a proof of work (`GET /v1/challenge`, then `POST /v1/passes`). A reader may also send the
newspaper's own login (a JWT) instead of a pass. **Moderators** send an access token of the OpenID Connect issuer that
the operator has chosen.

**Problems.** Every refusal is a problem document (RFC 9457, `application/problem+json`) with a stable `code`;
`docs/problems.md` has a heading for each code. Pages for browsers without JavaScript say the same as HTML. API
Gateway's own answers are `{"message": "…"}`: no such route (404), too many requests (429), a body over 10 MB (413), an
invalid moderator's token (401, 403), a function that does not answer (500, 503).

**Times** are RFC 3339 in UTC with milliseconds. **Ids** of comments are ULIDs in lower case; ids of articles are the
newspaper's own. **Cursors** are opaque and valid for one list. A request with a field that is not described here is
refused; answers may get new fields.

**Caches.** Public reads have a strong ETag and may be cached for some seconds for every caller. All other answers are
`no-store`. No cacheable answer depends on `Authorization`.
"""

SERVERS = [
    {"url": "/", "description": "The server of this document."},
    {"url": "http://127.0.0.1:8000", "description": "A laptop, after `make serve`."},
]

TAGS = [
    {"name": "readers", "description": "Reading, writing, voting, reporting and sharing."},
    {"name": "moderators", "description": "Queues and decisions. For logins with the role moderator or admin."},
]

TRUST = {"calling_reader": "reader", "calling_moderator": "moderator", "calling_admin": "admin"}
"""The functions of web/callers.py that check the caller, and the kind of caller that each accepts."""

PARAMETERS = {
    "article_id": "The newspaper's own id of the article.",
    "query article_id": "Only entries about this article.",
    "article_ids": "1 to 100 ids of articles, separated by commas.",
    "ban_id": "The id of a ban: `reader.`, `address.` or `domain.`, then the reader, address hash or domain.",
    "before": "The id of a comment; the page ends just before it, by time.",
    "comment_id": "The id of a comment on the article, a ULID in lower case.",
    "cursor": "The place where the list goes on: `next_cursor` or `replies_cursor` of the answer before. Without a "
    "cursor the list begins.",
    "from": "Only comments written since this: a day (UTC), or a moment.",
    "idempotency-key": "Any text of the client's choice. A comment that is sent repeatedly with the same key is stored "
    "once, and each answer shows it.",
    "limit": "Entries of a page, at most.",
    "month": "The month, as `2026-11` (UTC); by default the current one.",
    "network": "The network to which the article is shared.",
    "postbag": "`held` after the form was sent: the page says that the comment waits for a moderator.",
    "queue": "The queue.",
    "path reader_id": "The reader's pseudonym.",
    "reader_id": "Only comments of this reader.",
    "reason": "Only comments that were rejected for this reason.",
    "replies_to": "The id of a comment: the page shows the replies to it.",
    "restore_comments": "Also put back the comments that were removed with the ban.",
    "rule": "Only comments for which this rule has a finding, such as `suspect-words`.",
    "sort": "The order: by time, or the best rated first. Pinned comments stand on top in each.",
    "status": "Only comments of this status; `appealed` are rejected ones whose authors ask for another look.",
    "to": "Only comments written until this: a day (UTC), the whole of it, or a moment.",
    "under": "The id of the parent of the comment in `replies_to`, if it has one.",
    "version": "The number of a version; by default the policy in force.",
    "days": "Days, today included.",
    "window": "This day, or this week from Monday, in UTC.",
    "words": "Only comments with all of these words in text or name, whatever their case, accents and order.",
}

ANSWERS = {
    "comments_feed": "The feed (RFC 4287), the newest comment first.",
    "threads_openapi": "This document.",
    "threads_thread_html": "The page. Its comments are marked up as schema.org Comments (microdata).",
}
"""Descriptions of answers that are not JSON of a model, by operation."""

IF_NONE_MATCH = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "description": "ETags of the client's copies. If one is still valid, the answer is 304 without a body.",
    "schema": {"type": "string"},
    "example": '"3f1c0d5a9b7e42866a1de0c4f29b8375"',
}

THROTTLED = "too many requests at once to this route, by all clients together."
TOO_LARGE = "the body is larger than 10 MB."
UNAUTHORIZED = "no token, or one that is forged, expired or not for this API."

_MESSAGES = {401: "Unauthorized", 403: "Forbidden", 413: "Request Entity Too Large", 429: "Too Many Requests"}

COMPONENTS: dict[str, Any] = {
    "securitySchemes": {
        "reader": {
            "type": "http",
            "scheme": "bearer",
            "description": "A reader pass from `POST /v1/passes`, or the newspaper's own login as a JWT where the "
            "operator has set one up.",
        },
        "moderator": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token with the scope `openid` of the operator's OpenID Connect issuer (a Cognito "
            "user pool by default). The role, `moderator` or `admin`, is in the claim that the operator has named.",
        },
    },
    "headers": {
        "Cache-Control": {
            "description": "The time for which a browser and a shared cache may keep the answer.",
            "required": True,
            "schema": {"type": "string"},
            "example": "public, max-age=5, s-maxage=5, stale-while-revalidate=30",
        },
        "ETag": {
            "description": "A strong validator, which changes with every byte.",
            "required": True,
            "schema": {"type": "string"},
            "example": '"3f1c0d5a9b7e42866a1de0c4f29b8375"',
        },
        "No-Store": {
            "description": "No cache may keep the answer.",
            "required": True,
            "schema": {"const": "no-store"},
        },
        "Retry-After": {
            "description": "Seconds to wait before the next try.",
            "schema": {"type": "integer", "minimum": 1},
            "example": 30,
        },
        "WWW-Authenticate": {
            "description": "Always a Bearer challenge (RFC 6750).",
            "required": True,
            "schema": {"type": "string"},
            "example": "Bearer",
        },
    },
    "schemas": {
        "GatewayMessage": {
            "description": "API Gateway's own answer.",
            "type": "object",
            "required": ["message"],
            "properties": {"message": {"type": "string", "description": "The reason."}},
        },
    },
}


def header(name: str) -> dict[str, str]:
    """A reference to one of the headers."""
    return {"$ref": f"#/components/headers/{name}"}


def message(status: int) -> dict[str, Any]:
    """The gateway's own answer with a status."""
    return {"schema": {"$ref": "#/components/schemas/GatewayMessage"}, "example": {"message": _MESSAGES[status]}}
