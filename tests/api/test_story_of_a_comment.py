"""A reader's first comment goes to the desk, and from there to the page."""

from collections.abc import Callable

from local.http_client import LocalClient
from tests.support.api_people import ARTICLE, Desk, Reader, bodies, decision, thread
from tests.support.stacks import on_both

pytestmark = on_both

NewReader = Callable[[str], Reader]


def test_a_new_readers_first_comment_waits_and_nobody_sees_it(api: LocalClient, reader: NewReader) -> None:
    posted = reader("Ann").send("Is anybody here?").json()
    assert posted["comment"]["status"] == "pending"
    assert posted["editable_until"] == "2026-11-22T10:15:00.000Z"
    page = thread(api)
    assert (page["comments"], page["article"]["comment_count"]) == ([], 0)


def test_the_desk_sees_the_held_comment_with_the_whole_verdict(reader: NewReader, desk: Desk) -> None:
    comment = reader("Ann").comment("Is <b>anybody</b> here?")
    [queued] = desk.queue("pending")["comments"]
    assert queued["id"] == comment["id"]
    assert queued["body"] == "Is <b>anybody</b> here?"
    assert queued["verdict"]["decision"] == "hold"
    held_by = [finding["rule"] for finding in queued["verdict"]["findings"] if finding["outcome"] == "hold"]
    assert held_by == ["new-reader"]
    asked = {finding["rule"] for finding in queued["verdict"]["findings"]}
    assert asked >= {"length", "thread-closed", "new-reader", "links", "banned-words", "suspect-words", "honeypot"}
    assert queued["article"] == {"title": ARTICLE["title"], "url": ARTICLE["url"]}
    assert desk.queues() == {
        "pending": {"count": 1, "oldest": comment["created_at"]},
        **{name: {"count": 0, "oldest": None} for name in ("appealed", "approved", "rejected", "reported", "spam")},
    }


def test_an_approved_comment_is_on_the_page_and_counted(api: LocalClient, reader: NewReader, desk: Desk) -> None:
    comment = reader("Ann").comment("Is anybody here?")
    assert desk.approve(comment) == [
        {"article_id": "ferries", "comment_id": comment["id"], "ok": True, "status": "approved"}
    ]
    page = thread(api)
    assert bodies(page["comments"]) == ["Is anybody here?"]
    assert page["comments"][0]["author"] == {"name": "Ann", "badge": "guest"}
    assert page["article"] == {
        "id": "ferries",
        "title": ARTICLE["title"],
        "url": ARTICLE["url"],
        "comment_count": 1,
        "state": "open",
        "moderation": "post",
    }
    assert desk.queues()["pending"] == {"count": 0, "oldest": None}
    assert [queued["id"] for queued in desk.queue("approved")["comments"]] == [comment["id"]]


def test_once_approved_a_readers_next_comment_is_published_at_once(api: LocalClient, known_reader: Reader) -> None:
    assert known_reader.comment("The second.")["status"] == "approved"
    assert bodies(thread(api)["comments"]) == ["The second.", "The first."]


def test_a_rejected_comment_is_told_to_its_author_with_the_reason(
    api: LocalClient, reader: NewReader, desk: Desk
) -> None:
    ann = reader("Ann")
    desk.reject(ann.comment("Buy my boat"), reason="advertising", note="Please use the classifieds.")
    [own] = ann.mine()
    assert own["status"] == "rejected"
    number, how_to_appeal = own["statement"].pop("number"), own["statement"].pop("how_to_appeal")
    assert f"/comments/{own['id']}/appeal" in how_to_appeal
    assert [row["id"]["S"] for row in desk.record()] == [number]
    assert own["statement"] == {
        "reason": "advertising",
        "note": "Please use the classifieds.",
        "rule": "new-reader",
        "automated": False,
        "decided_at": "2026-11-22T10:00:00.000Z",
    }
    assert thread(api)["comments"] == []


def test_an_approved_comment_that_is_rejected_later_leaves_the_page(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    second = known_reader.comment("The second.")
    desk.reject(second)
    assert bodies(thread(api)["comments"]) == ["The first."]
    assert thread(api)["article"]["comment_count"] == 1
    desk.approve(second)
    assert bodies(thread(api)["comments"]) == ["The second.", "The first."]
    assert [own["statement"] for own in known_reader.mine()] == [None, None]


def test_readers_see_only_their_own_held_comments(reader: NewReader) -> None:
    ann, bob = reader("Ann"), reader("Bob")
    ann.comment("Mine, not yours.")
    assert bodies(ann.mine()) == ["Mine, not yours."]
    assert bob.mine() == []


def test_a_reply_stands_with_its_parent_and_says_whom_it_answers(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    [parent] = thread(api)["comments"]
    reply = known_reader.comment("And a reply.", parent_id=parent["id"])
    assert (reply["parent_id"], reply["answers"]) == (parent["id"], {"id": parent["id"], "name": "Regular"})
    [shown] = thread(api)["comments"]
    assert (shown["reply_count"], bodies(shown["replies"])) == (1, ["And a reply."])
    assert shown["replies_cursor"] is None
    assert thread(api)["article"]["comment_count"] == 2
    desk.reject(reply)
    [shown] = thread(api)["comments"]
    assert (shown["reply_count"], shown["replies"]) == (0, [])


def test_a_reply_to_what_nobody_sees_is_refused_by_pointer(known_reader: Reader, reader: NewReader) -> None:
    held = reader("Ann").comment("Held.")
    for parent in (held["id"], "01m81b5y00a3v9f2k7q4x8w6zt"):
        answer = known_reader.send("To you.", parent_id=parent)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/parent_id"]


def test_the_same_key_and_comment_is_one_comment_however_often_it_is_sent(
    api: LocalClient, known_reader: Reader
) -> None:
    first = known_reader.send("Once.", key="k-1")
    api.clock += 60_000
    again = known_reader.send("Once.", key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert bodies(thread(api)["comments"]) == ["Once.", "The first."]


def test_the_same_key_with_another_comment_is_a_conflict(known_reader: Reader) -> None:
    known_reader.send("Once.", key="k-1")
    answer = known_reader.send("Twice?", key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-conflict")


def test_two_readers_may_use_the_same_key(known_reader: Reader, reader: NewReader) -> None:
    assert (
        known_reader.send("Once.", key="k-1").json()["comment"]["id"]
        != reader("Ann").send("Once.", key="k-1").json()["comment"]["id"]
    )


def test_a_filled_honeypot_is_held_even_from_a_known_reader(known_reader: Reader) -> None:
    assert known_reader.comment("Hello", website="https://spam.example")["status"] == "pending"


def test_a_comment_with_banned_words_is_refused_and_says_which(known_reader: Reader) -> None:
    answer = known_reader.send("Cheap VIAGRA here")
    assert (answer.status_code, answer.json()["code"]) == (422, "comment-refused")
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/body", "banned-words")
    assert "viagra" in error["detail"]


def test_an_article_is_registered_by_its_first_comment_and_not_renamed_by_later_ones(
    api: LocalClient, known_reader: Reader
) -> None:
    known_reader.comment("More.", article={"url": "http://127.0.0.1:8000/other", "title": "Another title"})
    assert thread(api)["article"]["title"] == ARTICLE["title"]


def test_an_article_is_not_registered_under_a_foreign_address(api: LocalClient, reader: NewReader) -> None:
    answer = reader("Ann").send(article={"url": "https://evil.example/", "title": "Evil"})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/article/url"]
    assert thread(api)["article"]["url"] is None


def test_what_a_reader_types_is_never_markup(api: LocalClient, reader: NewReader, desk: Desk) -> None:
    ann = reader('<img src=x onerror="alert(1)">')
    desk.approve(ann.comment("<script>alert(1)</script>"))
    [shown] = thread(api)["comments"]
    assert shown["body_html"] == '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    assert shown["author"]["name"] == '<img src=x onerror="alert(1)">'


def test_decisions_stand_each_for_itself(reader: NewReader, desk: Desk) -> None:
    ann, bob = reader("Ann").comment("One"), reader("Bob").comment("Two")
    unknown = {**ann, "id": "01m81b5y00a3v9f2k7q4x8w6zt"}
    results = desk.decide(
        decision(ann, "approve"), decision(unknown, "approve"), decision(bob, "reject", if_status="approved")
    )
    assert [result["ok"] for result in results] == [True, False, False]
    assert [result["problem"]["code"] for result in results[1:]] == ["comment-not-found", "status-changed"]
    assert [queued["id"] for queued in desk.queue("pending")["comments"]] == [bob["id"]]


def test_deciding_what_another_moderator_has_just_decided_says_so(reader: NewReader, desk: Desk) -> None:
    comment = reader("Ann").comment()
    desk.decide(decision(comment, "approve", if_status="pending"))
    [late] = desk.decide(decision(comment, "reject", if_status="pending"))
    assert (late["ok"], late["problem"]["code"]) == (False, "status-changed")
    assert "approved" in late["problem"]["detail"]


def test_the_same_decision_twice_in_one_request_is_carried_out_once(reader: NewReader, desk: Desk) -> None:
    comment = reader("Ann").comment()
    first, second = desk.decide(decision(comment, "approve"), decision(comment, "reject"))
    assert first["ok"]
    assert (second["ok"], second["problem"]["code"]) == (False, "status-changed")


def test_every_decision_is_on_record(reader: NewReader, desk: Desk) -> None:
    comment = reader("Ann").comment()
    desk.approve(comment)
    desk.approve(comment)
    desk.reject(comment, reason="hate", note="No.")
    moves = [(row["was"]["S"], row["became"]["S"], row["moderator"]["S"]) for row in desk.record()]
    assert sorted(moves) == [
        ("approved", "rejected", "laptop-moderator"),
        ("pending", "approved", "laptop-moderator"),
    ]
