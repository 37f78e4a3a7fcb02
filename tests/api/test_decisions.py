"""Moderators decide: queues, spam, appeals to another moderator, lost races, and undo."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from shared.storage import keys, table
from tests.support.api_people import Desk, Reader, bodies, decision, thread
from tests.support.stacks import on_both

NewReader = Callable[[str], Reader]
MINUTE = 60_000
Comment = dict[str, Any]


def at(comment: Comment, of: str = "") -> str:
    return f"/v1/articles/{comment['article_id']}/comments/{comment['id']}{of}"


def appeal(author: Reader, comment: Comment, text: str = "It was a joke.") -> None:
    answer = author.api.post(at(comment, "/appeal"), json={"text": text}, headers=author.headers)
    assert answer.status_code == 202, answer.text
    author.stack.pump()


def edit(author: Reader, comment: Comment, body: str) -> None:
    answer = author.api.patch(at(comment), json={"body": body}, headers=author.headers)
    assert answer.status_code == 200, answer.text
    author.stack.pump()


def report(comment: Comment, *readers: Reader) -> None:
    for reader in readers:
        answer = reader.api.post(at(comment, "/reports"), json={"reason": "abuse"}, headers=reader.headers)
        assert answer.status_code == 202, answer.text
    readers[0].stack.pump()


def own(author: Reader, comment: Comment) -> Comment:
    """A comment as its author sees it."""
    return next(one for one in author.mine() if one["id"] == comment["id"])


def queued(desk: Desk, comment: Comment) -> Comment:
    """A comment as the desk sees it, with the name of its queue."""
    listed = [
        {**one, "queue": name}
        for name in desk.queues()
        for one in desk.queue(name)["comments"]
        if one["id"] == comment["id"]
    ]
    assert len(listed) == 1
    return listed[0]


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    """The outcomes of decisions: each the new status, or the code of the problem."""
    return [result["status"] if result["ok"] else result["problem"]["code"] for result in results]


@on_both
def test_spam_has_its_queue_its_author_is_told_and_may_appeal(
    api: LocalClient, reader: NewReader, desk: Desk, second_moderator: Desk
) -> None:
    ann = reader("Ann")
    comment = ann.comment("Buy my boat")
    assert outcomes(desk.decide(decision(comment, "spam", note="Please use the classifieds."))) == ["spam"]
    assert [one["id"] for one in desk.queue("spam")["comments"]] == [comment["id"]]
    assert desk.queues()["spam"] == {"count": 1, "oldest": comment["created_at"]}
    seen = own(ann, comment)
    assert (seen["status"], bodies([seen])) == ("spam", ["Buy my boat"])
    assert seen["statement"] == {
        "number": desk.record()[0]["id"]["S"],
        "reason": "spam",
        "note": "Please use the classifieds.",
        "rule": "new-reader",
        "automated": False,
        "decided_at": "2026-11-22T10:00:00.000Z",
        "how_to_appeal": f"Send your reasons to POST {at(comment)}/appeal, once.",
    }
    appeal(ann, comment, "It is my only boat.")
    assert queued(desk, comment)["queue"] == "appealed"
    assert own(ann, comment)["statement"]["how_to_appeal"] is None
    assert outcomes(second_moderator.approve(comment)) == ["approved"]
    assert own(ann, comment)["statement"] is None
    assert bodies(thread(api)["comments"]) == ["Buy my boat"]
    assert {name: waiting["count"] for name, waiting in desk.queues().items() if waiting["count"]} == {"approved": 1}


@on_both
def test_undoing_goes_back_through_the_log_to_where_the_comment_began(
    api: LocalClient, reader: NewReader, desk: Desk, second_moderator: Desk
) -> None:
    ann = reader("Ann")
    comment = ann.comment("Is anybody here?")
    began = queued(desk, comment)
    desk.approve(comment)
    desk.reject(comment, reason="abuse", note="Not so.")
    rejected, statement = queued(desk, comment), own(ann, comment)["statement"]
    second_moderator.decide(decision(comment, "spam"))
    assert outcomes(second_moderator.undo(comment)) == ["rejected"]
    assert queued(desk, comment) == rejected
    assert own(ann, comment)["statement"] == statement
    assert outcomes(desk.undo(comment)) == ["approved"]
    assert (own(ann, comment)["statement"], bodies(thread(api)["comments"])) == (None, ["Is anybody here?"])
    assert outcomes(second_moderator.undo(comment)) == ["pending"]
    assert (queued(desk, comment), thread(api)["comments"]) == (began, [])
    assert outcomes(desk.undo(comment)) == ["cannot-undo"]
    assert outcomes([*desk.approve(comment), *desk.undo(comment)]) == ["approved", "pending"]
    assert (queued(desk, comment), thread(api)["article"]["comment_count"]) == (began, 0)
    rows = [row for row in desk.record() if row["action"]["S"] == "undo"]
    undone = {row["id"]["S"]: row for row in desk.record() if row["action"]["S"] != "undo"}
    assert {row["undoes"]["S"] for row in rows} == undone.keys()
    assert all(row["became"] == undone[row["undoes"]["S"]]["was"] for row in rows)


def test_undoing_the_approval_of_a_reported_comment_brings_its_reports_back(
    known_reader: Reader, reader: NewReader, desk: Desk
) -> None:
    comment = known_reader.comment("Strong words.")
    report(comment, *(reader(name) for name in ("Ann", "Bob", "Cleo")))
    reported = queued(desk, comment)
    assert (reported["queue"], reported["reports"]) == ("reported", 3)
    desk.approve(comment)
    report(comment, reader("Dan"))
    assert queued(desk, comment)["queue"] == "approved"
    assert outcomes(desk.undo(comment)) == ["reported"]
    assert queued(desk, comment) == reported | {"reports": 4, "version": queued(desk, comment)["version"]}
    desk.approve(comment)
    report(comment, *(reader(name) for name in ("Eve", "Fay", "Gus")))
    assert outcomes(desk.undo(comment)) == ["cannot-undo"]


def test_a_decision_on_an_appeal_can_be_undone_and_the_appeal_waits_again(
    known_reader: Reader, desk: Desk, second_moderator: Desk
) -> None:
    comment = known_reader.comment("Satire")
    desk.reject(comment, reason="misinformation")
    statement = own(known_reader, comment)["statement"]
    appeal(known_reader, comment, "It is satire.")
    waiting = queued(desk, comment)
    assert (waiting["queue"], waiting["appeal"]["text"]) == ("appealed", "It is satire.")
    for decide in (second_moderator.approve, second_moderator.reject):
        decide(comment)
        assert queued(desk, comment)["queue"] in {"approved", "rejected"}
        assert outcomes(desk.undo(comment)) == ["another-moderator"]
        assert outcomes(second_moderator.undo(comment)) == ["rejected"]
        assert queued(desk, comment) == waiting
        assert own(known_reader, comment)["statement"] == {**statement, "how_to_appeal": None}


def test_nobody_decides_the_appeal_against_their_own_decision(
    api: LocalClient, known_reader: Reader, desk: Desk, second_moderator: Desk
) -> None:
    comment = known_reader.comment("Satire")
    desk.reject(comment, reason="hate")
    appeal(known_reader, comment)
    actions = ("approve", "reject", "spam", "undo")
    assert outcomes([result for action in actions for result in desk.decide(decision(comment, action))]) == [
        "another-moderator"
    ] * len(actions)
    second_moderator.approve(comment)
    assert outcomes(desk.reject(comment)) == ["another-moderator"]
    assert outcomes(second_moderator.decide(decision(comment, "reject"))) == ["rejected"]
    assert bodies(thread(api)["comments"]) == ["The first."]


@pytest.mark.parametrize("meanwhile", ["edit", "decision", "undo", "appeal", "report"])
def test_a_decision_on_what_has_changed_meanwhile_says_so(
    known_reader: Reader, reader: NewReader, desk: Desk, second_moderator: Desk, meanwhile: str
) -> None:
    comment = known_reader.comment("Teh ferry")
    if meanwhile in {"undo", "appeal"}:
        desk.reject(comment)
    seen = queued(second_moderator, comment)
    {
        "edit": lambda: edit(known_reader, comment, "The ferry"),
        "decision": lambda: desk.approve(comment),
        "undo": lambda: desk.undo(comment),
        "appeal": lambda: appeal(known_reader, comment),
        "report": lambda: report(comment, reader("Ann")),
    }[meanwhile]()
    lines = len(desk.record())
    [result] = second_moderator.decide(decision(comment, "spam", if_version=seen["version"]))
    assert outcomes([result]) == ["status-changed"]
    assert "changed since you looked" in result["problem"]["detail"]
    assert len(desk.record()) == lines
    now = queued(second_moderator, comment)
    assert now["version"] != seen["version"]
    assert outcomes(second_moderator.decide(decision(comment, "spam", if_version=now["version"]))) == ["spam"]


def test_what_has_happened_since_keeps_a_decision_from_being_undone(
    api: LocalClient, known_reader: Reader, desk: Desk, second_moderator: Desk
) -> None:
    edited, appealed, gone, untouched = (known_reader.comment(f"Number {number}") for number in range(4))
    desk.approve(edited, gone)
    desk.reject(appealed)
    edit(known_reader, edited, "Come to my casino")
    appeal(known_reader, appealed)
    api.delete(at(gone), headers=known_reader.headers)
    results = second_moderator.undo(edited, appealed, gone, untouched)
    assert outcomes(results) == ["cannot-undo", "cannot-undo", "comment-not-found", "cannot-undo"]
    assert ["since" in result["problem"]["detail"] for result in results[:2]] == [False, True]


def test_as_many_as_may_be_are_pinned_in_one_request_and_the_next_says_why_not(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    comments = [known_reader.comment(f"Number {number}") for number in range(4)]
    results = desk.decide(
        *(decision(comment, "pin") for comment in comments),
        decision(comments[0], "unpin"),
    )
    assert outcomes(results) == ["approved", "approved", "approved", "cannot-pin", "status-changed"]
    assert outcomes(desk.decide(decision(comments[0], "unpin"), decision(comments[3], "pin"))) == ["approved"] * 2
    pinned = [one["id"] for one in thread(api)["comments"] if one["pinned"]]
    assert sorted(pinned) == sorted(comment["id"] for comment in comments[1:])
    desk.reject(comments[1])
    assert outcomes(desk.undo(comments[1])) == ["approved"]
    assert len([one for one in thread(api)["comments"] if one["pinned"]]) == 3


def test_a_decision_does_not_wait_for_slow_judges(known_reader: Reader, desk: Desk, stack: Stack) -> None:
    comment = known_reader.comment("A fair point.")
    stack.dynamodb.update_item(  # as if the policy named a judge
        TableName=stack.system.table.name,
        Key=table.key_of(keys.comment("ferries", comment["id"])),
        UpdateExpression="SET awaiting = :judges, queue_pk = :place, #s = :pending",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues=table.encoded({":judges": "akismet", ":place": "pending#0", ":pending": "pending"}),
    )
    assert queued(desk, comment)["awaiting"] == ["akismet"]
    assert outcomes(desk.approve(comment)) == ["approved"]
    assert queued(desk, comment)["awaiting"] == []


def test_a_corrected_reason_is_told_to_the_author_and_a_repeated_decision_is_none(
    known_reader: Reader, desk: Desk
) -> None:
    comment = known_reader.comment("Strong words.")
    desk.reject(comment, reason="hate")
    desk.reject(comment)
    desk.reject(comment, reason="hate")
    assert len(desk.record()) == 2  # with the approval that made the reader known
    desk.reject(comment, reason="abuse", note="Not at people.")
    statement = own(known_reader, comment)["statement"]
    assert (statement["reason"], statement["note"], len(desk.record())) == ("abuse", "Not at people.", 3)


def test_every_queue_is_listed_by_page_and_for_one_article(api: LocalClient, reader: NewReader, desk: Desk) -> None:
    """In queues where somebody waits the oldest comment comes first, in others the newest."""
    ann = reader("Ann")
    others = [reader(name) for name in ("Bob", "Cleo", "Dan")]
    sent: dict[str, list[Comment]] = {}
    for name in ("pending", "reported", "appealed", "approved", "rejected", "spam"):
        for article in ("ferries", "tides", "ferries"):
            api.clock += 1_000
            comment = posted(api, ann, article, f"{name} on {article}")
            sent.setdefault(name, []).append(comment)
    everything = {name: [*comments] for name, comments in sent.items()}
    desk.approve(*everything["reported"], *everything["approved"])
    desk.reject(*everything["appealed"], *everything["rejected"])
    desk.decide(*(decision(comment, "spam") for comment in everything["spam"]))
    for comment in everything["reported"]:
        report(comment, *others)
    for comment in everything["appealed"]:
        appeal(ann, comment)
    for name, comments in everything.items():
        forward = name in {"pending", "appealed"}
        order = comments if forward else comments[::-1]
        assert paged(desk, name) == [comment["id"] for comment in order]
        on_tides = [comment["id"] for comment in order if comment["article_id"] == "tides"]
        assert paged(desk, name, article_id="tides") == on_tides
    assert desk.queues() == {
        name: {"count": 3, "oldest": comments[0]["created_at"]} for name, comments in everything.items()
    }


def test_what_is_said_of_the_queues_asks_no_shard_in_which_nothing_waits(
    reader: NewReader, desk: Desk, calls: list[str]
) -> None:
    assert all(waiting == {"count": 0, "oldest": None} for waiting in desk.queues().values())
    assert calls == ["BatchGetItem"]
    comment = reader("Ann").comment("Is anybody here?")
    calls.clear()
    assert desk.queues()["pending"] == {"count": 1, "oldest": comment["created_at"]}
    assert calls == ["BatchGetItem", "Query"]


def posted(api: LocalClient, author: Reader, article: str, body: str) -> Comment:
    answer: httpx.Response = api.post(
        f"/v1/articles/{article}/comments", json={"author_name": author.name, "body": body}, headers=author.headers
    )
    assert answer.status_code == 201, answer.text
    comment: Comment = answer.json()["comment"]
    return comment


def paged(desk: Desk, name: str, **query: Any) -> list[str]:
    """The ids of a queue's comments, read in pages of two."""
    ids, cursor = list[str](), {}
    while True:
        page = desk.queue(name, limit=2, **query, **cursor)
        ids += [comment["id"] for comment in page["comments"]]
        if page["next_cursor"] is None:
            return ids
        assert len(page["comments"]) == 2
        cursor = {"cursor": page["next_cursor"]}
