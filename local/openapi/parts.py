"""What docs/openapi.json says beside the routes: the whole API's words, its headers, and the gateway's own answers."""

from typing import Any

DESCRIPTION = """\
Comments and exact share counts for a news site.

**Readers** read threads without any login. To write, they send a *reader pass*: a signed pseudonym, got once by solving
a proof of work (`GET /v1/challenge`, then `POST /v1/passes`), or the newspaper's own login (a JWT) in its place.
**Moderators** send an access token of the OpenID Connect issuer that the operator has chosen.

**Problems.** Whatever is refused is answered with a problem document (RFC 9457, `application/problem+json`) whose
`code` is stable; `docs/problems.md` has a heading for each. Pages for browsers without JavaScript say the same as HTML.
API Gateway's own answers (no such route, too many requests, a body over 10 MB, a moderator's token that does not hold,
a function that does not answer: 404, 429, 413, 401, 403, 500, 503) are `{"message": "…"}`.

**Times** are RFC 3339 in UTC with milliseconds. **Ids** of comments are ULIDs in lower case, ids of articles the
newspaper's own. **Cursors** are opaque and hold for the list they came from. Fields that are not described here are
refused in requests; in answers new ones may appear.

**Caches.** Public reads carry a strong ETag and may be cached for some seconds, whoever asks; everything else is
`no-store`. No answer that may be cached depends on `Authorization`.
"""

SERVERS = [
    {"url": "/", "description": "Where this document was fetched from."},
    {"url": "http://127.0.0.1:8000", "description": "A laptop, after `make serve`."},
]

TAGS = [
    {"name": "readers", "description": "Reading, writing, voting, reporting and sharing."},
    {"name": "moderators", "description": "Queues and decisions. For logins with the role moderator or admin."},
]

TRUST = {"calling_reader": "reader", "calling_moderator": "moderator", "calling_admin": "admin"}
"""The functions of web/callers.py that ask who calls, and whom each lets in."""

PARAMETERS = {
    "article_id": "The newspaper's own id of the article.",
    "query article_id": "Only what is about this article.",
    "article_ids": "1 to 100 ids of articles, with commas between.",
    "ban_id": "The id of a ban: `reader.`, `address.` or `domain.`, and whom it is about.",
    "before": "The id of a comment: the page that ends there, by time.",
    "comment_id": "The id of a comment on the article, a ULID in lower case.",
    "cursor": "Where the list goes on: `next_cursor` or `replies_cursor` of the answer before. Without one, it begins.",
    "from": "Only comments written since this: a day (UTC), or a moment.",
    "idempotency-key": "Any text of the client's choice. However often the same comment is sent with the same key, it "
    "is stored once, and each answer shows it.",
    "limit": "How many entries are wanted at most.",
    "month": "The month, as `2026-11` (UTC); the current one unless it is said.",
    "network": "Where the article is shared to.",
    "postbag": "`held` after the form was sent: the page says that the comment waits for a moderator.",
    "queue": "The queue.",
    "path reader_id": "The reader's pseudonym.",
    "reader_id": "Only comments of this reader.",
    "reason": "Only comments that were turned down for this reason.",
    "replies_to": "The id of a comment: the page shows the replies to it.",
    "restore_comments": "Also put back the comments that were removed with the ban.",
    "rule": "Only comments that this rule did not let pass, as `suspect-words`.",
    "sort": "The order: by time, or the best rated first. Pinned comments stand on top in each.",
    "status": "Only comments of this status; `appealed` are those turned down whose authors ask for another look.",
    "to": "Only comments written until this: a day (UTC), the whole of it, or a moment.",
    "under": "The id of the parent of the comment in `replies_to`, if it has one.",
    "version": "The number of a version; without one, the rules in force.",
    "days": "How many days, today included.",
    "window": "This day, or this week from Monday, in UTC.",
    "words": "Only comments with all of these words in text or name, whatever their case, accents and order.",
}

ANSWERS = {
    "comments_feed": "The feed (RFC 4287), the newest comment first.",
    "threads_openapi": "This document.",
    "threads_thread_html": "The page. Its comments are marked up as schema.org Comments (microdata).",
}
"""What an answer is that is not JSON of a model, by operation."""

IF_NONE_MATCH = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "description": "ETags the client has: if one is still right, the answer is 304 without a body.",
    "schema": {"type": "string"},
    "example": '"3f1c0d5a9b7e42866a1de0c4f29b8375"',
}

THROTTLED = "too many requests at once, on this route and from all clients together."
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
            "description": "How long a browser and a shared cache may keep the answer.",
            "required": True,
            "schema": {"type": "string"},
            "example": "public, max-age=5, s-maxage=5, stale-while-revalidate=30",
        },
        "ETag": {
            "description": "A strong validator: other bytes, other tag.",
            "required": True,
            "schema": {"type": "string"},
            "example": '"3f1c0d5a9b7e42866a1de0c4f29b8375"',
        },
        "No-Store": {
            "description": "Nobody may keep the answer.",
            "required": True,
            "schema": {"const": "no-store"},
        },
        "Retry-After": {
            "description": "Seconds until it is worth trying again.",
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
            "description": "What API Gateway says by itself.",
            "type": "object",
            "required": ["message"],
            "properties": {"message": {"type": "string", "description": "What it says."}},
        },
    },
}


def header(name: str) -> dict[str, str]:
    """A reference to one of the headers."""
    return {"$ref": f"#/components/headers/{name}"}


def message(status: int) -> dict[str, Any]:
    """The gateway's own answer with a status."""
    return {"schema": {"$ref": "#/components/schemas/GatewayMessage"}, "example": {"message": _MESSAGES[status]}}
