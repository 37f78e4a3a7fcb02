"""Moderators search past comments of any number, and the work of each request is limited."""

from collections.abc import Callable
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from shared.domain.comments.comment import Comment, Status
from shared.domain.times import DAY, HOUR, rfc3339
from shared.storage.moderation.past_comments import MOST_EXAMINED
from tests.api.past import ARTICLES, READERS, past, stored
from tests.api.test_bad_input import is_problem
from tests.support.api_people import Desk, Reader
from tests.support.stacks import MORNING

SEARCH = "/v1/moderation/search"
RANGES = 24
"""Ranges of a search: six queues of four shards."""
MOST_QUERIES = RANGES + MOST_EXAMINED // 25
LONG_AGO, YESTERDAY = MORNING - 5 * DAY, MORNING - DAY


def page(desk: Desk, **asked: Any) -> dict[str, Any]:
    answer = desk.api.get(SEARCH, params=asked, headers=desk.headers)
    assert answer.status_code == 200, answer.text
    answered: dict[str, Any] = answer.json()
    return answered


def walked(desk: Desk, **asked: Any) -> list[dict[str, Any]]:
    """All pages of a search."""
    pages = [page(desk, **asked)]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(page(desk, **asked, cursor=cursor))
    return pages


def ids(pages: list[dict[str, Any]]) -> list[str]:
    return [comment["id"] for page in pages for comment in page["comments"]]


def says(desk: Desk, **asked: Any) -> list[str]:
    """The texts of the comments that a search finds."""
    return [comment["body"] for page in walked(desk, **asked) for comment in page["comments"]]


def _there(comment: Comment) -> bool:
    return comment.status is not Status.WITHDRAWN


Sought = Callable[[Comment], bool]

SEARCHES: list[tuple[dict[str, Any], Sought]] = [
    ({"status": "approved", "limit": 50}, lambda c: c.status is Status.APPROVED),
    ({"status": "rejected", "limit": 10}, lambda c: c.status is Status.REJECTED),
    ({"status": "spam", "limit": 50}, lambda c: c.status is Status.SPAM),
    ({"status": "appealed", "limit": 7}, lambda c: c.appealed),
    ({"status": "withdrawn", "limit": 50}, lambda c: c.status is Status.WITHDRAWN),
    ({"article_id": ARTICLES[1]}, lambda c: _there(c) and c.article_id == ARTICLES[1]),
    (
        {"article_id": ARTICLES[2], "status": "pending", "limit": 3},
        lambda c: c.status is Status.PENDING and c.article_id == ARTICLES[2],
    ),
    (
        {"from": rfc3339(YESTERDAY), "to": rfc3339(MORNING - HOUR), "limit": 50},
        lambda c: _there(c) and YESTERDAY <= c.created_at <= MORNING - HOUR,
    ),
    (
        {"to": rfc3339(LONG_AGO + 1), "article_id": ARTICLES[3]},
        lambda c: _there(c) and c.created_at <= LONG_AGO + 1 and c.article_id == ARTICLES[3],
    ),
    (
        {"from": "2026-11-20", "to": "2026-11-20", "status": "approved"},
        lambda c: c.status is Status.APPROVED and rfc3339(c.created_at).startswith("2026-11-20"),
    ),
    ({"words": "zeppelin", "limit": 50}, lambda c: _there(c) and "Zéppelin" in c.body),
    (
        {"words": "HARBOUR zeppelin zoe", "status": "approved"},
        lambda c: c.visible and "Zéppelin" in c.body and c.name == "Zoë",
    ),
    ({"words": "zeppelin submarine", "article_id": ARTICLES[4]}, lambda _: False),
    (
        {"reason": "off-topic", "status": "spam"},
        lambda c: c.status is Status.SPAM and c.statement is not None and c.statement.reason == "off-topic",
    ),
    (
        {"rule": "suspect-words", "status": "approved", "from": rfc3339(YESTERDAY), "limit": 50},
        lambda c: c.status is Status.APPROVED and c.verdict.decision == "hold" and c.created_at >= YESTERDAY,
    ),
]


def test_whatever_is_looked_for_is_found_once_and_newest_first(stack: Stack, desk: Desk, calls: list[str]) -> None:
    """With a dozen comments in each millisecond, in every status. No request does more than its share of work."""
    written = stored(stack, past())
    assert sum(map(_there, written)) > MOST_EXAMINED
    for asked, sought in SEARCHES:
        calls.clear()
        pages = walked(desk, **asked)
        assert ids(pages) == [comment.id for comment in written if sought(comment)], asked
        assert all(page["examined"] <= MOST_EXAMINED for page in pages)
        assert len(calls) <= len(pages) * (MOST_QUERIES + 1), "one more for the articles"
        assert set(calls) <= {"Query", "BatchGetItem"}
        progress = [page["progress"] for page in pages]
        assert progress[-1] == 1.0
        if "from" in asked or asked.keys() <= {"limit", "words"}:
            assert progress == sorted(progress)
        else:
            assert set(progress[:-1]) <= {None}, "nothing says how far back it goes"


def test_a_page_may_be_empty_and_yet_the_search_goes_on(stack: Stack, desk: Desk) -> None:
    written = stored(stack, past())
    oldest = next(comment for comment in reversed(written) if "Zéppelin" in comment.body and _there(comment))
    asked = {"words": "zeppelin", "to": rfc3339(oldest.created_at + DAY)}
    # None of the newest 400 comments matches.
    first = page(desk, words=f"number {oldest.body.split()[1].strip(',')} zeppelin")
    assert (first["comments"], first["examined"]) == ([], MOST_EXAMINED)
    assert 0 < first["progress"] < 1
    assert first["next_cursor"]
    assert oldest.id in ids(walked(desk, **asked))


def test_a_readers_comments_are_found_by_article(stack: Stack, desk: Desk, calls: list[str]) -> None:
    written = stored(stack, past())
    theirs = [comment for comment in written if comment.reader_id == READERS[0]]
    by_article = sorted(filter(_there, theirs), key=lambda comment: (comment.article_id, comment.id), reverse=True)
    calls.clear()
    pages = walked(desk, reader_id=READERS[0], limit=50)
    assert ids(pages) == [comment.id for comment in by_article]
    assert len(calls) <= 4 * len(pages), "a reader's comments are one range"
    ferries = [comment.id for comment in by_article if comment.article_id == "ferries"]
    assert ids(walked(desk, reader_id=READERS[0], article_id="ferries", limit=9)) == ferries
    recent = [comment.id for comment in by_article if comment.created_at >= YESTERDAY and comment.status == "approved"]
    asked = {"reader_id": READERS[0], "status": "approved", "from": rfc3339(YESTERDAY)}
    assert ids(walked(desk, **asked, limit=2)) == recent
    pages = walked(desk, **asked, article_id="ferries", limit=1)
    assert ids(pages) == [one for one in recent if one in ferries]
    assert [page["progress"] for page in pages] == sorted(page["progress"] for page in pages)


def test_what_a_page_has_not_reached_is_met_once_whatever_is_decided_meanwhile(
    known_reader: Reader, desk: Desk, api: LocalClient
) -> None:
    sent = []
    for number in range(6):
        sent.append(known_reader.comment(f"Number {number}"))
        api.clock = (api.clock or 0) + 1
    first = page(desk, article_id="ferries", limit=3)
    desk.reject(sent[0], sent[4])
    second = page(desk, article_id="ferries", limit=9, cursor=first["next_cursor"])
    assert ids([first, second])[:6] == [comment["id"] for comment in reversed(sent)]
    assert second["comments"][2]["status"] == "rejected"


def test_a_search_is_about_the_time_that_its_first_page_was_about(
    known_reader: Reader, desk: Desk, api: LocalClient
) -> None:
    for _ in range(3):
        known_reader.comment("Old.")
        api.clock = (api.clock or 0) + 1_000
    api.clock = (api.clock or 0) + 29 * DAY
    first = page(desk, limit=1)
    api.clock += 2 * DAY
    known_reader.comment("New.")
    assert len(page(desk, limit=9, cursor=first["next_cursor"])["comments"]) == 3, "the rest, though older by now"
    assert says(desk) == ["New."], "a new search is about the last 30 days"
    assert len(says(desk, status="approved")) == 5, "and one that says for what, about all"


def test_a_story_is_found_by_all_that_moderators_know_of_it(
    reader: Callable[[str], Reader], known_reader: Reader, desk: Desk, api: LocalClient
) -> None:
    ann = reader("Änn Larsen")
    held = ann.comment("Play in my casino, ÉLISE.")
    api.clock = (api.clock or 0) + 1_000
    rude = known_reader.comment("You fool, Elise.")
    gone = known_reader.comment("Elise, I take this back.")
    desk.reject(rude, reason="offensive")
    api.delete(f"/v1/articles/ferries/comments/{gone['id']}", headers=known_reader.headers)
    assert says(desk, words="elise") == ["You fool, Elise.", "Play in my casino, ÉLISE."]
    assert says(desk, words="ann élise") == ["Play in my casino, ÉLISE."], "names count as well"
    assert says(desk, rule="suspect-words") == ["Play in my casino, ÉLISE."]
    assert says(desk, reason="offensive") == ["You fool, Elise."]
    assert says(desk, status="withdrawn") == [""]
    assert says(desk, words="eli") == [], "words are whole"
    [comment] = page(desk, status="pending")["comments"]
    assert comment == desk.queue("pending")["comments"][0]
    assert says(desk, reader_id=comment["reader_id"]) == ["Play in my casino, ÉLISE."]
    api.post(f"/v1/articles/ferries/comments/{rude['id']}/appeal", json={"text": "No."}, headers=known_reader.headers)
    assert says(desk, status="appealed") == says(desk, status="rejected") == ["You fool, Elise."]
    assert held["id"] == comment["id"]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"reader_id": "me"}, "/reader_id"),
        ({"article_id": "a b"}, "/article_id"),
        ({"status": "published"}, "/status"),
        ({"from": "yesterday"}, "/from"),
        ({"from": "2026-02-30"}, "/from"),
        ({"to": "2026-11-22T10:00:00"}, "/to"),
        ({"from": "2026-11-22", "to": "2026-11-21"}, "/to"),
        ({"reason": "boring"}, "/reason"),
        ({"rule": "Suspect Words"}, "/rule"),
        ({"words": "?!"}, "/words"),
        ({"words": "x" * 201}, "/words"),
        ({"limit": 51}, "/limit"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_pointer(desk: Desk, asked: dict[str, Any], pointer: str) -> None:
    answer = desk.api.get(SEARCH, params=asked, headers=desk.headers)
    problem = is_problem(answer, 422, "invalid-request")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.usefixtures("known_reader")
def test_times_that_cannot_be_hold_nothing(desk: Desk) -> None:
    assert says(desk, **{"from": "2027-01-01"}) == []
    assert says(desk, to="0001-01-01") == []
    assert says(desk, **{"from": "0001-01-01", "to": "9999-12-31"}) == ["The first."]


def test_a_cursor_holds_for_the_search_it_came_from(known_reader: Reader, desk: Desk) -> None:
    known_reader.comment()
    cursor = page(desk, limit=1)["next_cursor"]
    for other in ({"words": "point"}, {"article_id": "ferries"}, {"status": "approved"}, {"to": "2026-11-22"}):
        answer = desk.api.get(SEARCH, params={**other, "cursor": cursor}, headers=desk.headers)
        is_problem(answer, 400, "invalid-cursor")
    queue = desk.queue("approved", limit=1)["next_cursor"]
    is_problem(desk.api.get(SEARCH, params={"cursor": queue}, headers=desk.headers), 400, "invalid-cursor")


def test_searching_is_for_moderators(api: LocalClient, known_reader: Reader, issuer: Issuer) -> None:
    assert api.get(SEARCH, headers=known_reader.headers).status_code == 401
    headers = {"authorization": f"Bearer {issuer.access_token('moderator', **{'cognito:groups': ['reader']})}"}
    is_problem(api.get(SEARCH, headers=headers), 403, "role-required")
