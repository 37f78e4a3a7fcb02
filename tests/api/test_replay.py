"""A draft of the policy is tried on stored comments before it is in force."""

from collections.abc import Callable
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from shared.domain.judging.policy import Policy
from shared.storage.moderation.past_comments import MOST_EXAMINED
from tests.api.past import past, stored
from tests.api.test_bad_input import is_problem
from tests.api.test_search import MOST_QUERIES
from tests.support.api_people import Desk, Reader

REPLAY = "/v1/moderation/policy/replay"
DAY = 24 * 60 * 60 * 1_000


def replayed(desk: Desk, policy: dict[str, Any], *, days: int = 7, **more: Any) -> dict[str, Any]:
    asked = {"policy": policy, "days": days, **more}
    answer = desk.api.post(REPLAY, json=asked, headers=desk.headers)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def tally(comments: int, approved: int = 0, turned_down: int = 0) -> dict[str, int]:
    undecided = comments - approved - turned_down
    return {"comments": comments, "approved": approved, "turned_down": turned_down, "undecided": undecided}


def test_a_new_banned_word_is_tried_on_the_last_days(
    reader: Callable[[str], Reader], known_reader: Reader, desk: Desk, api: LocalClient
) -> None:
    plain = known_reader.comment("The ferry is never late.")
    api.clock = (api.clock or 0) + 1_000
    advert = known_reader.comment("Forget the ferry, buy a J3T ski: jet ski!")
    liked = known_reader.comment("My jet ski broke down.")
    held = reader("Eve").comment("A jet ski for sale.")
    waiting = reader("Bob").comment("My first.")
    desk.decide({**_subject(advert), "action": "spam"})
    desk.approve(liked)
    gone = known_reader.comment("A jet ski, and then I thought better of it.")
    api.delete(f"/v1/articles/ferries/comments/{gone['id']}", headers=known_reader.headers)

    made = replayed(desk, {"banned_words": ["jet ski"], "new_reader_comments": 0})
    assert {change["id"]: (change["was"], change["would_be"], change["decided"]) for change in made["changes"]} == {
        advert["id"]: ("publish", "refuse", "spam"),
        liked["id"]: ("publish", "refuse", "approve"),
        held["id"]: ("hold", "refuse", None),
        waiting["id"]: ("hold", "publish", None),
        _first(desk)["id"]: ("hold", "publish", "approve"),
    }
    assert made["newly_refused"] == tally(3, 1, 1)
    assert made["newly_published"] == tally(2, 1)
    assert made["newly_held"] == tally(0)
    assert made["then"] == {"publish": tally(3, 1, 1), "hold": tally(3, 1), "refuse": tally(0)}
    assert made["draft"] == {"publish": tally(3, 1), "hold": tally(0), "refuse": tally(3, 1, 1)}
    change = next(change for change in made["changes"] if change["id"] == advert["id"])
    assert change["excerpt"] == "Forget the ferry, buy a J3T ski: jet ski!"
    assert (change["author_name"], change["finding"]["rule"]) == ("Regular", "banned-words")
    assert (made["judged"], made["progress"], made["next_cursor"]) == (6, 1.0, None)
    assert plain["id"] not in {change["id"] for change in made["changes"]}


def _subject(comment: dict[str, Any]) -> dict[str, Any]:
    return {"article_id": comment["article_id"], "comment_id": comment["id"]}


def _first(desk: Desk) -> dict[str, Any]:
    """The approved comment that makes Regular a known reader."""
    comment: dict[str, Any] = desk.queue("approved")["comments"][-1]
    return comment


def test_the_policy_in_force_changes_nothing_and_nothing_is_stored(
    reader: Callable[[str], Reader], known_reader: Reader, desk: Desk, api: LocalClient, calls: list[str]
) -> None:
    known_reader.send("Buy viagra.")
    known_reader.comment("Casino!")
    known_reader.comment("Who fills this?", website="http://spam.example")
    reader("Eve").comment("THE FIRST, AND ALL OF IT IN CAPITALS")
    edited = known_reader.comment("Casino, too.")
    body = {"body": "A park, too."}
    assert api.patch(
        f"/v1/articles/ferries/comments/{edited['id']}", json=body, headers=known_reader.headers
    ).is_success
    calls.clear()
    made = replayed(desk, {})
    assert (made["judged"], made["changes"], made["then"]) == (5, [], made["draft"])
    assert made["policy_hash"] == Policy().hash
    assert set(calls) == {"Query"}


def test_only_the_days_and_the_article_that_are_asked_for_are_replayed(
    known_reader: Reader, desk: Desk, api: LocalClient
) -> None:
    api.clock = (api.clock or 0) + 3 * DAY
    known_reader.comment("Now.")
    assert replayed(desk, {}, days=3)["judged"] == 1
    assert replayed(desk, {}, days=4)["judged"] == 2
    assert replayed(desk, {}, article_id="trains")["judged"] == 0
    assert replayed(desk, {}, article_id="ferries")["judged"] == 2


def test_any_number_of_comments_is_replayed_a_bounded_part_at_a_time(
    stack: Stack, desk: Desk, api: LocalClient, calls: list[str]
) -> None:
    written = stored(stack, past())
    left = [comment for comment in written if comment.status != "withdrawn"]
    draft = {"banned_words": ["zeppelin"], "suspect_words": []}
    pages = [replayed(desk, draft, days=8)]
    while cursor := pages[-1]["next_cursor"]:
        api.clock = (api.clock or 0) + DAY
        calls.clear()
        pages.append(replayed(desk, draft, days=8, cursor=cursor))
        assert len(calls) <= MOST_QUERIES
    assert sum(page["judged"] for page in pages) == len(left)
    assert all(page["judged"] <= MOST_EXAMINED and len(page["changes"]) <= 100 for page in pages)
    # Every second comment was held for a suspect word that is not in the draft.
    changes = [change["id"] for page in pages for change in page["changes"]]
    assert changes == [one.id for one in left if one.verdict.decision == "hold" or "Zéppelin" in one.body]
    assert len(pages) == len(changes) // 100 + 1
    progress = [page["progress"] for page in pages]
    assert progress == sorted({*progress})
    assert progress[-1] == 1.0


def test_a_cursor_holds_for_its_draft_days_and_article(stack: Stack, desk: Desk) -> None:
    stored(stack, past()[:260])
    asked = {"policy": {"suspect_words": []}, "days": 8}
    cursor = replayed(desk, **asked)["next_cursor"]
    for other in (
        {"policy": {"suspect_words": ["casino"]}},
        {"days": 9},
        {"article_id": "ferries"},
    ):
        answer = desk.api.post(REPLAY, json={**asked, "cursor": cursor, **other}, headers=desk.headers)
        is_problem(answer, 400, "invalid-cursor")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"days": 7}, "/policy"),
        ({"policy": {}, "days": 0}, "/days"),
        ({"policy": {}, "days": 32}, "/days"),
        ({"policy": {"max_links": -1}, "days": 7}, "/policy/max_links"),
        ({"policy": {"max_linkz": 1}, "days": 7}, "/policy/max_linkz"),
        ({"policy": {"banned_words": ["casino", "Casino"]}, "days": 7}, "/policy/banned_words/1"),
        ({"policy": {}, "days": 7, "article_id": "a b"}, "/article_id"),
        ({"policy": {}, "days": 7, "cursor": "x" * 4_001}, "/cursor"),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_a_pointer(desk: Desk, asked: dict[str, Any], pointer: str) -> None:
    problem = is_problem(desk.api.post(REPLAY, json=asked, headers=desk.headers), 422, "invalid-request")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_replaying_is_for_moderators(api: LocalClient, known_reader: Reader) -> None:
    assert api.post(REPLAY, json={"policy": {}, "days": 7}, headers=known_reader.headers).status_code == 401
