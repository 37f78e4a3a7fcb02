"""The examples of docs/openapi.json: what each operation answers when all is well, and each problem.

The examples of what is asked are the stored events. Tests hold all of them to the schemas.
"""

import base64
import json
from typing import Any
from urllib.parse import quote

from shared.domain.judging.policy import Policy
from shared.domain.refusals import FieldError

ARTICLE = "harbour-ferries"
COMMENT, REPLY, OWN = "01m81b5y00a3v9f2k7q4x8w6zt", "01m81b9k80e6m1s4d9w2r7h5qc", "01m81bfre0q8z5t1k3v6n9c2xy"
READER = "k7q4x8w6zt3v9f2a"
REQUEST_ID = "JKJaXmPLvHcES01="
_DECISION = "01m81b7byx6p2d9s4f8h1j3k5n"
_POLICY_HASH = "0f3a9c51d7e24b86"
_HASH = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"
_URL = "https://www.example.org/harbour-ferries"
_TITLE = "The night ferries come back"
_CURSOR = "eyJvZiI6ImhhcmJvdXItZmVycmllcyIsImFmdGVyIjoiMDFtODFiNXkwMCJ9.3nO1x8Tq5mB0yW2uLk9dVfRgHcZaEiJs"

_CHALLENGE = {
    "algorithm": "SHA-256",
    "challenge": "4c8a1f0e5b7d92e36a0c5d8b1f4e7a29c3d6f08b5e2a719d4c6b3f8e0a5d7c12",
    "salt": "9f86d081884c7d659a2feaa0?expires=1795342200&",
    "maxnumber": 50_000,
    "signature": "b1946ac92492d2347c6235b4d2611184e2d1a6a1c2f3b4d5e6f708192a3b4c5d",
}
SOLUTION = base64.b64encode(
    json.dumps(
        {**{name: value for name, value in _CHALLENGE.items() if name != "maxnumber"}, "number": 24_117}
    ).encode()
).decode()

SCENE = {
    "SOLUTION": SOLUTION,
    "READER_PASS": "eyJyZWFkZXIiOiJrN3E0eDh3Nnp0M3Y5ZjJhIn0.Qm9tYmF5LWFsc28tcmFu",
    "ARTICLE": ARTICLE,
    "COMMENT": COMMENT,
    "OWN_COMMENT": OWN,
    "REJECTED_COMMENT": OWN,
    "READER": READER,
    "BAN": f"reader.{READER}",
}
"""What stands as `${NAME}` in stored events."""

PARAMETERS = {
    "before": COMMENT,
    "comment_id": COMMENT,
    "cursor": _CURSOR,
    "idempotency-key": "5f0c7c1e-6a57-4a34-9f2e-1f7f7f0f6a11",
    "limit": 20,
    "reader_id": READER,
    "reason": "off-topic",
    "replies_to": COMMENT,
    "rule": "suspect-words",
    "status": "rejected",
    "to": "2026-11-22T10:00:00.000Z",
    "under": None,
}
"""Values of parameters that no stored event has."""


def _comment(comment_id: str, name: str, said: str, **more: Any) -> dict[str, Any]:
    return {
        "id": comment_id,
        "article_id": ARTICLE,
        "parent_id": None,
        "answers": None,
        "author": {"name": name, "badge": "guest"},
        "body_html": f'<p dir="auto">{said}</p>',
        "created_at": "2026-11-22T09:30:00.125Z",
        "edited_at": None,
        "status": "approved",
        "votes": {"up": 12, "down": 1},
        "reply_count": 0,
        "replies": [],
        "replies_cursor": None,
        "pinned": False,
        "withdrawn": False,
        **more,
    }


_REPLY = _comment(
    REPLY,
    "Marit Dahl",
    "The timetable says <strong>half past one</strong>.",
    parent_id=COMMENT,
    answers={"id": COMMENT, "name": "Ann Larsen"},
    created_at="2026-11-22T09:41:07.300Z",
    votes={"up": 3, "down": 0},
)
_FIRST = _comment(COMMENT, "Ann Larsen", "When does the last one leave?", reply_count=1, replies=[_REPLY])
_ALONE = {**_FIRST, "replies": []}
_POSTED = _comment(
    OWN, "Ann Larsen", "I took the night ferry for years, and missed it.", status="pending", votes={"up": 0, "down": 0}
)
_STATEMENT = {
    "number": "01m81d6q20v7c3k9x5t2w8z4ha",
    "reason": "off-topic",
    "note": "Please keep to the ferries.",
    "rule": None,
    "automated": False,
    "decided_at": "2026-11-22T10:12:44.000Z",
    "how_to_appeal": f"Send your reasons to POST /v1/articles/{ARTICLE}/comments/{OWN}/appeal, once.",
}
_MINE = {
    **_POSTED,
    "status": "rejected",
    "statement": _STATEMENT,
    "appealed": False,
    "editable_until": "2026-11-22T09:45:00.125Z",
}
_FERRIES = {"article_id": ARTICLE, "title": _TITLE, "url": _URL, "count": 412}
_BUDGET = {
    "article_id": "budget-2027",
    "title": "The budget",
    "url": "https://www.example.org/budget-2027",
    "count": 97,
}
_FACEBOOK = {"shares": 120, "visits": 318, "comments_by_visitors": 4, "visits_per_share": 2.65}
_QUEUED: dict[str, Any] = {
    "id": OWN,
    "article_id": ARTICLE,
    "article": {"title": _TITLE, "url": _URL},
    "parent_id": None,
    "answers": None,
    "reader_id": READER,
    "author_name": "Ann Larsen",
    "badge": "guest",
    "body": "I took the night ferry for years, and missed it.",
    "body_html": '<p dir="auto">I took the night ferry for years, and missed it.</p>',
    "status": "pending",
    "created_at": "2026-11-22T09:30:00.125Z",
    "edited_at": None,
    "verdict": {
        "decision": "hold",
        "findings": [
            {"rule": "length", "outcome": "pass", "evidence": "48 characters", "weight": 0, "microseconds": 4},
            {
                "rule": "new-reader",
                "outcome": "hold",
                "evidence": "0 approved of 1 needed",
                "weight": 20,
                "microseconds": 2,
            },
        ],
        "policy_hash": "0f3a9c51d7e24b86",
        "judged_at": "2026-11-22T09:30:00.125Z",
    },
    "statement": None,
    "appeal": None,
    "awaiting": [],
    "reports": 0,
    "pinned": False,
    "decided": None,
    "version": "5c1e07d2",
}


def _tally(comments: int, approved: int = 0, turned_down: int = 0) -> dict[str, int]:
    undecided = comments - approved - turned_down
    return {"comments": comments, "approved": approved, "turned_down": turned_down, "undecided": undecided}


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Comments on The night ferries come back</title></head>
<body><main><h1>Comments on The night ferries come back</h1>…</main></body>
</html>
"""
REFUSAL_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>The request is not as it should be</title></head>
<body><main><div class="wrong" role="alert"><h2>The request is not as it should be</h2>…</div></main></body>
</html>
"""
_FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en">
<id>urn:postbag:article:{ARTICLE}:comments</id><title>Comments on {_TITLE}</title>
<updated>2026-11-22T09:30:00.125Z</updated><link rel="self" href="feed.atom" type="application/atom+xml" />…</feed>
"""

_POLICY = Policy(suspect_domains=("bit.ly",), max_links=3).model_dump(mode="json")
_MODERATED = {
    "id": ARTICLE,
    "title": _TITLE,
    "url": _URL,
    "state": "open",
    "moderation": "post",
    "registered_at": "2026-11-20T06:00:00.000Z",
    "closes_at": "2026-12-24T18:00:00.000Z",
    "pinned": [COMMENT],
    "comment_count": 86,
}
_BAN = {
    "id": f"reader.{READER}",
    "kind": "reader",
    "value": READER,
    "until": "2026-12-22T10:00:00.000Z",
    "reason": "Insults under every article on the ferries.",
    "told": "You were warned twice.",
    "by": "9c1f7c3e",
    "at": "2026-11-22T10:12:44.000Z",
    "number": "01m81d6q20v7c3k9x5t2w8z4ha",
    "in_force": True,
    "lifted_at": None,
    "removal": {"state": "running", "removed": 25, "restored": 0, "reason": "abuse"},
}
_LIFTED = {
    **_BAN,
    "number": "01m81g5x407d2n8v4q6r1s3t9w",
    "in_force": False,
    "lifted_at": "2026-11-22T11:04:46.000Z",
    "removal": {"state": "restoring", "removed": 60, "restored": 25, "reason": "abuse"},
}
_RECORD = {
    "reader_id": READER,
    "counts": {"approved": 41, "rejected": 3, "spam": 1, "comments": 46},
    "bans": [_BAN],
    "notes": [{"by": "9c1f7c3e", "at": "2026-11-20T15:30:00.000Z", "text": "Warned on the phone."}],
    "comments": [_QUEUED],
    "origins": {OWN: {"address": "5f2b8c1d9e3a47066b1f0d4c8a2e7b95", "mail_domain": "example.org"}},
    "next_cursor": None,
}
ANSWERS: dict[str, Any] = {
    "comments_appeal": {},
    "comments_challenge": _CHALLENGE,
    "comments_edit": {"comment": {**_POSTED, "edited_at": "2026-11-22T09:36:20.000Z"}},
    "comments_feed": _FEED,
    "comments_get_pass": {
        "pass": SCENE["READER_PASS"],
        "reader_id": READER,
        "expires_at": "2027-05-21T09:30:00.000Z",
    },
    "comments_mine": {"comments": [_MINE]},
    "comments_permalink": {"comment": _REPLY, "ancestors": [_ALONE]},
    "comments_post_comment": {"comment": _POSTED, "editable_until": "2026-11-22T09:45:00.125Z"},
    "comments_post_form": f"{_URL}?postbag=held#postbag-held",
    "comments_report": {},
    "comments_vote": {"value": 1},
    "moderation_ban": {"ban": _BAN},
    "moderation_bans": {"bans": [_BAN], "next_cursor": None},
    "moderation_change": _RECORD,
    "moderation_change_policy": {"hash": _POLICY_HASH, "version": 7},
    "moderation_change_thread": {"article": {**_MODERATED, "moderation": "pre"}},
    "moderation_decide": {
        "results": [
            {"article_id": ARTICLE, "comment_id": COMMENT, "ok": True, "status": "approved"},
            {
                "article_id": ARTICLE,
                "comment_id": REPLY,
                "ok": False,
                "problem": {
                    "type": "urn:postbag:problem:status-changed",
                    "title": "Decided by somebody else meanwhile",
                    "status": 409,
                    "detail": "Somebody has decided meanwhile: the comment is approved now.",
                    "instance": f"urn:request:{REQUEST_ID}",
                    "code": "status-changed",
                    "errors": None,
                },
            },
        ]
    },
    "moderation_last_days": {
        "days": [
            {
                "day": "2026-11-22",
                "posted": 91,
                "approved": 86,
                "held": 3,
                "reported": 1,
                "rejected": 1,
                "spam": 0,
                "withdrawn": 0,
                "decided": 14,
                "minutes_to_decision": 6.5,
                "reports": 5,
                **_FACEBOOK,
                "networks": {"facebook": _FACEBOOK},
            }
        ],
        "spam_filter": {
            "in_use": True,
            "decisions": 1_290,
            "learned_spam": 211,
            "learned_fine": 840,
            "held_back": 239,
            "precision": 0.962,
            "recall": 0.875,
        },
    },
    "moderation_impose": {"ban": _BAN},
    "moderation_lift": {"ban": _LIFTED},
    "moderation_look_at": {
        "comment": {**_QUEUED, "reports": 1},
        "circumstances": {
            "at": "2026-11-22T09:30:00.125Z",
            "state": "open",
            "moderation": "post",
            "reader": {"approved": 0, "rejected": 0, "spam": 0, "comments": 0},
            "badge": "guest",
            "ban": None,
            "by_reader": 0,
            "from_address": 3,
            "same_text": 0,
            "form": False,
            "seconds": 48,
            "spam": None,
        },
        "reports": [
            {
                "reason": "off-topic",
                "note": "This is about trains.",
                "at": "2026-11-22T09:52:10.000Z",
                "reader_id": "3v9f2ak7q4x8w6zt",
            }
        ],
        "reports_settled": 0,
        "history": [
            {
                "at": "2026-11-22T09:33:02.000Z",
                "name": "Ann Larsen",
                "body": "I took the night ferry for years.",
                "status": "pending",
            }
        ],
        "record": [],
        "reader": {"approved": 0, "rejected": 0, "spam": 0, "comments": 1},
        "origin": {"address": "9c1185a5c5e9fc54612808977ee8f548", "mail_domain": None},
    },
    "moderation_page": {"comments": [_QUEUED], "next_cursor": None},
    "moderation_policy": {
        "policy": _POLICY,
        "hash": _POLICY_HASH,
        "version": 7,
        "changed_at": "2026-11-22T10:00:00.000Z",
        "changed_by": "moderator",
        "note": "Shortened links are looked at from now on.",
    },
    "moderation_queues": {
        "queues": {
            "pending": {"count": 3, "oldest": "2026-11-22T08:02:11.000Z"},
            "reported": {"count": 1, "oldest": "2026-11-22T09:55:30.000Z"},
            "appealed": {"count": 0, "oldest": None},
            "approved": {"count": 1_204, "oldest": "2026-09-01T06:00:00.000Z"},
            "rejected": {"count": 37, "oldest": "2026-09-02T12:40:00.000Z"},
            "spam": {"count": 12, "oldest": "2026-09-03T10:07:00.000Z"},
        }
    },
    "moderation_read_log": {
        "entries": [
            {
                "id": _DECISION,
                "at": "2026-11-22T10:01:00.125Z",
                "moderator": "9c1f7c3e",
                "action": "reject",
                "article_id": ARTICLE,
                "comment_id": OWN,
                "reader_id": READER,
                "ban": None,
                "from": "pending",
                "to": "rejected",
                "reason": "off-topic",
                "note": "This is about last week's timetable.",
                "rule": "new-reader",
                "automated": False,
                "appeal": False,
                "reports": 0,
                "undoes": None,
                "previous": None,
                "seq": 1_290,
                "hash": _HASH,
            }
        ],
        "next_cursor": None,
    },
    "moderation_reader": _RECORD,
    "moderation_replay": {
        "judged": 212,
        "without_circumstances": 0,
        "then": {"publish": _tally(200, 4, 1), "hold": _tally(12, 9, 2), "refuse": _tally(0)},
        "draft": {"publish": _tally(203, 12, 0), "hold": _tally(8, 1, 2), "refuse": _tally(1, 0, 1)},
        "newly_held": _tally(0),
        "newly_refused": _tally(1, 0, 1),
        "newly_published": _tally(4, 4, 0),
        "changes": [
            {
                "id": REPLY,
                "article_id": ARTICLE,
                "author_name": "Marit Dahl",
                "excerpt": "Forget the ferry, buy a jet ski.",
                "created_at": "2026-11-22T09:41:07.300Z",
                "was": "publish",
                "would_be": "refuse",
                "finding": {
                    "rule": "banned-words",
                    "outcome": "refuse",
                    "evidence": "These words are not accepted here: jet ski.",
                    "weight": 100,
                    "microseconds": 31,
                },
                "decided": "reject",
            }
        ],
        "policy_hash": "7be20c94d1a3f658",
        "progress": 0.42,
        "next_cursor": _CURSOR,
    },
    "moderation_search": {"comments": [_QUEUED], "examined": 400, "progress": 0.31, "next_cursor": _CURSOR},
    "moderation_thread": {"article": _MODERATED},
    "moderation_transparency": {
        "month": "2026-11",
        "chain": {"entries": 1_290, "hash": _HASH},
        "counts": {
            "restrictions": {
                "total": 214,
                "by_reason": {"off-topic": 120, "spam": 61, "hate": 33},
                "by_source": {"reports": 48, "rule": 151, "moderator": 15},
                "automated": 0,
                "after_publication": 63,
                "by_bans": 12,
            },
            "restored": 9,
            "appeals": {"decided": 11, "upheld": 6, "reversed": 5, "median_within_hours": 12},
            "deeds": {"approve": 1_049, "reject": 163, "spam": 57, "undo": 5, "thread": 12, "ban": 4},
        },
        "notices": 131,
        "statements": [
            {
                "number": _DECISION,
                "decided_at": "2026-11-22T10:01:00.125Z",
                "restriction": "rejected",
                "reason": "off-topic",
                "ground": "terms",
                "source": "rule",
                "rule": "new-reader",
                "automated": False,
                "after_publication": False,
                "appeal": False,
            }
        ],
        "next_cursor": None,
    },
    "moderation_try_policy": {
        "verdict": {
            "decision": "hold",
            "findings": [
                {"rule": "suspect-words", "outcome": "hold", "evidence": "casino", "weight": 50, "microseconds": 38}
            ],
            "policy_hash": "5d1f0c8e72ab9346",
            "judged_at": "2026-11-22T10:00:00.000Z",
        },
        "status": "pending",
        "message": None,
        "awaiting": [],
    },
    "moderation_versions": {
        "versions": [
            {
                "version": 1,
                "hash": _POLICY_HASH,
                "by": "moderator",
                "at": "2026-11-22T10:00:00.000Z",
                "note": "Shortened links are looked at from now on.",
            },
            {"version": 0, "hash": "8c3e1b7f90a2d654", "by": None, "at": None, "note": None},
        ],
        "next_cursor": None,
    },
    "shares_come_back": {"counted": True},
    "shares_counts": {"article_id": ARTICLE, "total": 412, "networks": {"copy": 57, "facebook": 120, "whatsapp": 235}},
    "shares_share": {"counted": True},
    "shares_share_by_link": f"https://www.facebook.com/sharer/sharer.php?u={quote(_URL, safe='')}%3Fvia%3Dn8",
    "threads_counts": {
        "counts": {ARTICLE: {"comments": 86, "shares": 412}, "budget-2027": {"comments": 0, "shares": 0}}
    },
    "threads_health": {"status": "ok"},
    "threads_most_discussed": {"articles": [_FERRIES, _BUDGET]},
    "threads_most_shared": {
        "articles": [
            {**_FERRIES, "visits": 824, "visits_per_share": 2.0},
            {**_BUDGET, "visits": 0, "visits_per_share": 0.0},
        ]
    },
    "threads_openapi": {"openapi": "3.1.0", "info": {"title": "Postbag", "version": "1.0.0"}, "paths": {}},
    "threads_replies": {"comments": [_REPLY], "next_cursor": None},
    "threads_thread": {
        "article": {
            "id": ARTICLE,
            "title": _TITLE,
            "url": _URL,
            "comment_count": 86,
            "state": "open",
            "moderation": "post",
        },
        "comments": [_FIRST],
        "next_cursor": _CURSOR,
    },
    "threads_thread_html": _PAGE,
}
"""By operation; of one that leads on to another address, that address."""

SAID = {
    "comments_feed": "The feed (RFC 4287), the newest comment first.",
    "threads_openapi": "This document.",
    "threads_thread_html": "The page. Its comments are marked up as schema.org Comments (microdata).",
}
"""What an answer that is not JSON of a model says."""

_BODY = FieldError(pointer="/body", code="missing", detail="This is missing.")
_WORD = FieldError(pointer="/body", code="banned-word", detail="These words are not accepted here: forex signals.")

PROBLEMS: dict[str, tuple[str, list[FieldError]]] = {
    "already-appealed": ("You have asked for another look at this comment before. That can be done once.", []),
    "another-moderator": ("You turned this comment down, so somebody else must decide its appeal.", []),
    "ban-not-found": ("There is no such ban. It may have been lifted.", []),
    "banned": ("You cannot write until 2026-11-29T10:00:00.000Z: a moderator has barred this reader.", []),
    "cannot-pin": ("3 comments of this thread are pinned. Unpin one of them first.", []),
    "cannot-undo": ("Something has happened to this comment since it was decided. Decide about it anew.", []),
    "challenge-failed": (
        "The number does not solve the challenge. Ask for a new challenge at GET /v1/challenge and solve that one.",
        [],
    ),
    "challenge-used": ("This challenge has been used before. Ask for a new one at GET /v1/challenge.", []),
    "comment-not-found": ("There is no such comment on this article.", []),
    "comment-refused": ("This comment cannot be accepted as it is. Change what is listed and send it again.", [_WORD]),
    "edit-window-closed": (
        "A comment can be edited for 15 minutes. You can still withdraw it and write another.",
        [],
    ),
    "idempotency-conflict": (
        "Another comment was sent with this Idempotency-Key before. Use a new key for a new comment.",
        [],
    ),
    "internal-error": (
        "Nothing was lost that was confirmed before. Try again; if it stays so, report this problem's instance.",
        [],
    ),
    "invalid-cursor": ("This cursor belongs to another list. Start again without one.", []),
    "invalid-request": (
        "Some of what was sent cannot be used. Correct what is listed and send it again.",
        [_BODY],
    ),
    "login-unavailable": ("The newspaper's login cannot be checked at the moment. Try again in a minute.", []),
    "malformed-body": ("The body is not valid JSON. Send one JSON object.", []),
    "not-found": ("No route of this API has this method and path.", []),
    "not-rejected": ("Only a rejected comment can be appealed.", []),
    "not-yours": ("Somebody else wrote this comment, or you wrote it under another reader pass.", []),
    "own-comment": ("This is your own comment. Others vote on it and report it.", []),
    "pass-required": (
        "This reader pass has expired. Get one at GET /v1/challenge and POST /v1/passes, and send it as Bearer.",
        [],
    ),
    "policy-changed": ("Somebody has changed the rules since you read them. Read them again.", []),
    "read-only": (
        "The site is read-only for the time being: you can read, but nothing is taken. Keep your text and try later.",
        [],
    ),
    "reader-not-found": ("No reader of this id has ever commented.", []),
    "role-required": (
        "This needs a login with the role moderator or admin. Ask an administrator to grant it.",
        [],
    ),
    "status-changed": ("Somebody else has changed this comment at the same moment. Try again.", []),
    "thread-closed": ("Comments on this article are closed. You can still read the thread.", []),
    "too-many-comments": (
        "5 comments an hour are taken this way from one address. Send this one again in the next hour.",
        [],
    ),
    "unknown-article": (
        "Nobody has shared this article or commented on it yet, so its address is not known.",
        [],
    ),
    "unsupported-media-type": ("Send the body as JSON, with the header Content-Type: application/json.", []),
}
"""What each kind of problem may say."""
