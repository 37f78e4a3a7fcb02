"""Bans: they keep somebody from writing for a time, and moderators list, change and lift them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.api.newspaper import LoginSite
from tests.support.api_people import Desk, Reader, decision, thread
from tests.support.stacks import MORNING

NewReader = Callable[[str], Reader]
HOUR = 3_600_000
DAY = 24 * HOUR
FEBRUARY = 1_802_340_000_000  # 2027-02-11 10:00 UTC
BANS = "/v1/moderation/bans"


class Bans:
    """A moderator who bans."""

    def __init__(self, api: LocalClient, token: str) -> None:
        self.api, self.headers = api, {"authorization": f"Bearer {token}"}

    def try_to_set(self, kind: str, value: str, **more: Any) -> httpx.Response:
        return self.api.post(BANS, json={"kind": kind, "value": value, **more}, headers=self.headers)

    def set(self, kind: str, value: str, **more: Any) -> dict[str, Any]:
        answer = self.try_to_set(kind, value, **more)
        assert answer.status_code == 200, answer.text
        ban: dict[str, Any] = answer.json().get("ban") or answer.json()
        return ban

    def lift(self, ban_id: str, **query: Any) -> httpx.Response:
        return self.api.delete(f"{BANS}/{ban_id}", params=query, headers=self.headers)

    def listed(self, **query: Any) -> dict[str, Any]:
        page: dict[str, Any] = self.api.get(BANS, params=query, headers=self.headers).json()
        return page

    def one(self, ban_id: str) -> httpx.Response:
        return self.api.get(f"{BANS}/{ban_id}", headers=self.headers)

    def record(self, reader_id: str, **query: Any) -> dict[str, Any]:
        answer = self.api.get(f"/v1/moderation/readers/{reader_id}", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        record: dict[str, Any] = answer.json()
        return record

    def change(self, reader_id: str, **changes: Any) -> httpx.Response:
        return self.api.patch(f"/v1/moderation/readers/{reader_id}", json=changes, headers=self.headers)


@pytest.fixture
def bans(api: LocalClient, moderator_token: str) -> Bans:
    return Bans(api, moderator_token)


@pytest.fixture
def admin(api: LocalClient, admin_token: str) -> Bans:
    return Bans(api, admin_token)


def reader_of(desk: Desk, comment: dict[str, Any]) -> str:
    """The id of a comment's author."""
    queues = ("pending", "approved", "rejected")
    [shown] = [one for queue in queues for one in desk.queue(queue)["comments"] if one["id"] == comment["id"]]
    reader: str = shown["reader_id"]
    return reader


def refused(answer: httpx.Response) -> str:
    """The detail that a banned reader reads."""
    assert (answer.status_code, answer.json()["code"]) == (403, "banned"), answer.text
    detail: str = answer.json()["detail"]
    return detail


def test_a_banned_reader_is_told_so_whatever_they_write_and_may_still_withdraw_and_appeal(
    api: LocalClient, known_reader: Reader, reader: NewReader, desk: Desk, bans: Bans
) -> None:
    ann = reader("Ann")
    kept, gone, [other] = ann.comment("Kept."), ann.comment("Rejected."), thread(api)["comments"]
    desk.reject(gone)
    ban = bans.set("reader", reader_of(desk, kept), until="2026-11-29T11:00:00+01:00", told="You were warned twice.")
    assert ban["until"] == "2026-11-29T10:00:00.000Z"

    def at(comment: dict[str, Any], method: str, of: str = "", **sent: Any) -> httpx.Response:
        path = f"/v1/articles/ferries/comments/{comment['id']}{of}"
        return api.request(method, path, headers=ann.headers, json=sent or None)

    barred = [
        ann.send("Again."),
        at(kept, "PATCH", body="Edited."),
        at(other, "PUT", "/vote", value=-1),
        at(other, "POST", "/reports", reason="spam"),
    ]
    detail = (
        "You cannot write until 2026-11-29T10:00:00.000Z: a moderator has barred this reader. You were warned twice."
    )
    assert {refused(answer) for answer in barred} == {detail}
    assert at(gone, "POST", "/appeal", text="Why?").status_code == 202
    assert at(kept, "DELETE").status_code == 204
    assert len(ann.mine()) == 2
    assert known_reader.comment("Nobody else is barred.")["status"] == "approved"


def test_a_ban_ends_when_it_says_and_a_lifted_one_at_once(
    api: LocalClient, reader: NewReader, desk: Desk, bans: Bans
) -> None:
    ann = reader("Ann")
    who = reader_of(desk, ann.comment("One."))
    bans.set("reader", who, until="2026-11-22T12:00:00Z")
    api.clock = MORNING + 2 * HOUR - 1
    refused(ann.send("Too early."))
    api.clock = MORNING + 2 * HOUR
    ann.comment("Two.")
    [ended] = bans.listed()["bans"]
    assert (ended["in_force"], ended["lifted_at"]) == (False, None)
    for_good = bans.set("reader", who)
    assert "cannot write on this site" in refused(ann.send("For good?"))
    assert bans.lift(for_good["id"]).json()["ban"]["lifted_at"] == "2026-11-22T12:00:00.000Z"
    ann.comment("Three.")
    assert bans.listed()["bans"] == []
    assert bans.one(for_good["id"]).json()["ban"]["in_force"] is False
    assert bans.lift(for_good["id"]).json()["code"] == "ban-not-found"


def test_who_writes_from_a_banned_address_is_barred_and_nobody_else(
    api: LocalClient, known_reader: Reader, reader: NewReader, desk: Desk, bans: Bans
) -> None:
    api.clock = FEBRUARY  # no other test uses this month's key
    api.address = "2001:db8:0:7::1"
    eve = reader("Eve")
    first = eve.comment("From here.")
    [origin] = bans.record(reader_of(desk, first))["origins"].values()
    ban = bans.set("address", origin["address"], told="Sorry.")
    for neighbour in ("2001:db8:0:7::1", "2001:db8:0:7:ffff::2"):
        api.address = neighbour
        assert "the network you write from" in refused(reader("Mallory").send("From the same network."))
        form = {"author_name": "Mallory", "body": "By form."}
        page = api.post("/v1/articles/ferries/form", data=form)
        assert page.status_code == 403
        assert "the network you write from" in page.text
    api.address = "2001:db8:0:8::1"
    eve.comment("From another network.")
    assert known_reader.comment("From another still.")["status"] == "approved"
    # The hash is made with February's key, which is kept until the end of March.
    assert ban["until"] == "2027-04-01T00:00:00.000Z"
    api.address = "2001:db8:0:7::1"
    api.clock = FEBRUARY + 48 * DAY  # the last day of March
    assert "until 2027-04-01" in refused(reader("Mallory").send("Next month."))
    dry = bans.set("address", origin["address"], dry_run=True)
    assert dry["comments"] == 0, "it is not known for longer than 30 days where a comment came from"
    api.clock = FEBRUARY + 49 * DAY
    assert reader("Mallory").send("The month after.").status_code == 201


def test_readers_with_a_mail_address_under_a_banned_domain_are_barred(login_site: LoginSite, admin_token: str) -> None:
    bans = Bans(login_site.api, admin_token)
    spam = {"email": "Someone@BÜCHER.example", "email_verified": True}
    assert login_site.post(login_site.newspaper.token(sub="1", **spam)).status_code == 201
    dry = bans.set("domain", "Bücher.Example", dry_run=True)
    assert dry == {"readers": 1, "comments": 1, "at_least": False}
    assert login_site.post(login_site.newspaper.token(sub="1", **spam)).status_code == 201, "a dry run stores nothing"
    ban = bans.set("domain", "Bücher.Example", remove_comments=True)
    assert ban["id"] == "domain.xn--bcher-kva.example"
    login_site.stack.pump()
    own = login_site.mine(login_site.newspaper.token(sub="1", **spam)).json()["comments"]
    assert [comment["status"] for comment in own] == ["rejected", "rejected"]
    for sub in "12":
        assert "mail provider" in refused(login_site.post(login_site.newspaper.token(sub=sub, **spam)))
    others = [
        {"email": "someone@example.com", "email_verified": True},
        {"email": "someone@bücher.example"},
        {"email": "someone@bücher.example", "email_verified": False},
        {"email": "someone@sub.bücher.example", "email_verified": "true"},
        {"email": ["someone@bücher.example"], "email_verified": True},
    ]
    for number, claims in enumerate(others, start=3):
        body = f"Something else, number {number}."
        assert login_site.post(login_site.newspaper.token(sub=str(number), **claims), body=body).status_code == 201, (
            claims
        )
    assert bans.one(ban["id"]).json()["ban"]["removal"]["removed"] == 2
    stored = str(login_site.stack.dynamodb.scan(TableName=login_site.stack.system.table.name)["Items"])
    assert "xn--bcher-kva.example" in stored
    assert "omeone@" not in stored
    assert bans.lift("domain.xn--bcher-kva.example").status_code == 200
    assert login_site.post(login_site.newspaper.token(sub="1", **spam), body="Back.").status_code == 201


def test_a_removal_belongs_to_its_ban_and_lasts_through_changes_of_it(
    api: LocalClient, stack: Stack, known_reader: Reader, desk: Desk, bans: Bans
) -> None:
    who = reader_of(desk, known_reader.comment("The second."))

    def step(answer: Any) -> set[str]:
        assert not isinstance(answer, httpx.Response) or answer.status_code == 200, answer.text
        stack.pump()
        api.clock += 1_000
        return {own["status"] for own in known_reader.mine()}

    # Changed and then undone: the removed comments belong to the ban, even after its terms changed.
    assert step(bans.set("reader", who, remove_comments=True)) == {"rejected"}
    changed = bans.set("reader", who, until="2026-12-01T00:00:00Z", reason="For a while.")
    assert changed["removal"]["removed"] == 2
    assert step(bans.lift(f"reader.{who}", restore_comments="true")) == {"approved"}
    # Another ban later: undoing it does not undo the removals of an earlier ban.
    assert step(bans.set("reader", who, remove_comments=True)) == {"rejected"}
    assert step(bans.lift(f"reader.{who}")) == {"rejected"}
    again = bans.set("reader", who)
    assert again["removal"] is None
    assert step(bans.lift(f"reader.{who}", restore_comments="true")) == {"rejected"}
    # Banned again before the comments are back: they are removed after all, and the next undoing restores them.
    first, *_ = known_reader.mine()
    desk.approve(first)
    step(bans.set("reader", who, remove_comments=True))
    assert bans.lift(f"reader.{who}", restore_comments="true").status_code == 200
    api.clock += 1_000
    assert step(bans.set("reader", who, remove_comments=True)) == {"rejected"}
    assert step(bans.lift(f"reader.{who}", restore_comments="true")) == {"approved", "rejected"}


def test_a_mail_domain_is_for_admins_to_ban_and_to_unban(bans: Bans, admin: Bans) -> None:
    answer = bans.try_to_set("domain", "example.org")
    assert (answer.status_code, answer.json()["code"]) == (403, "role-required")
    ban = admin.set("domain", "example.org")
    assert bans.lift(ban["id"]).json()["code"] == "role-required"
    assert admin.lift(ban["id"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"kind": "reader", "value": "Ann"}, "/value"),
        ({"kind": "address", "value": "192.0.2.1"}, "/value"),
        ({"kind": "domain", "value": "ann@example.org"}, "/value"),
        ({"kind": "domain", "value": "org"}, "/value"),
        ({"kind": "person", "value": "ann"}, "/kind"),
        ({"kind": "reader", "value": "0123456789abcdef", "until": "2026-11-22T10:00:00Z"}, "/until"),
        ({"kind": "reader", "value": "0123456789abcdef", "until": "2026-11-23"}, "/until"),
        ({"kind": "reader", "value": "0123456789abcdef", "until": 1_900_000_000_000}, "/until"),
        ({"kind": "reader", "value": "0123456789abcdef", "for": "ever"}, "/for"),
    ],
)
def test_what_cannot_be_banned_is_refused_by_pointer(bans: Bans, sent: dict[str, Any], pointer: str) -> None:
    answer = bans.try_to_set(**sent)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert bans.listed()["bans"] == []


def test_every_change_of_a_ban_is_on_record_and_the_same_again_is_none(
    api: LocalClient, desk: Desk, bans: Bans
) -> None:
    who = "0123456789abcdef"
    bans.set("reader", who, until="2026-11-29T10:00:00Z", reason="Insults.")
    bans.set("reader", who, until="2026-11-29T10:00:00Z", reason="Insults.")
    api.clock += 1
    bans.set("reader", who, reason="Insults again.")
    api.clock += 1
    bans.lift(f"reader.{who}")
    lines = [{name: next(iter(value.values())) for name, value in row.items()} for row in desk.record()]
    assert [(line["action"], line["was"], line["became"], line.get("note")) for line in lines] == [
        ("ban", "not banned", "banned until 2026-11-29T10:00:00.000Z", "Insults."),
        ("ban", "banned until 2026-11-29T10:00:00.000Z", "banned for good", "Insults again."),
        ("unban", "banned for good", "not banned", "Insults again."),
    ]
    assert {(line["ban"], line["reader_id"], line["moderator"]) for line in lines} == {
        (f"reader.{who}", who, lines[0]["moderator"])
    }
    assert [line.get("previous") for line in lines] == [None, lines[0]["id"], lines[1]["id"]]


def test_bans_are_listed_page_by_page_the_last_changed_first(api: LocalClient, bans: Bans) -> None:
    for number in range(3):
        api.clock += 1
        bans.set("reader", f"{number:016}")
    api.clock += 1
    bans.set("reader", f"{0:016}", reason="Once more.")
    page = bans.listed(limit=2)
    rest = bans.listed(limit=2, cursor=page["next_cursor"])
    assert [int(ban["value"]) for ban in page["bans"] + rest["bans"]] == [0, 2, 1]
    assert rest["next_cursor"] is None


def test_the_record_of_a_reader_has_counts_comments_origins_notes_and_bans(
    api: LocalClient, reader: NewReader, desk: Desk, bans: Bans
) -> None:
    ann = reader("Ann")
    comments = []
    for number in range(22):
        if number % 4 == 0:
            api.clock += HOUR
        comments.append(ann.comment(f"Number {number}."))
        api.clock += 1
        if number == 0:
            desk.approve(comments[0])
    desk.reject(comments[1])
    desk.decide(decision(comments[2], "spam"))
    who = reader_of(desk, comments[0])
    assert bans.change(who, note="  Warned on the phone. ").status_code == 200
    api.clock += 1
    suspended = bans.change(who, suspended_until="2026-11-29T10:00:00Z", told="Cool down.", note="Suspended.").json()
    assert suspended["counts"] == {"approved": 20, "rejected": 2, "spam": 1, "comments": 22}
    assert [note["text"] for note in suspended["notes"]] == ["Suspended.", "Warned on the phone."]
    [ban] = suspended["bans"]
    assert (ban["id"], ban["until"], ban["in_force"]) == (f"reader.{who}", "2026-11-29T10:00:00.000Z", True)
    assert "Cool down." in refused(ann.send("Am I?"))
    assert [shown["id"] for shown in suspended["comments"]] == [comment["id"] for comment in comments[:1:-1]]
    assert suspended["origins"].keys() == {comment["id"] for comment in comments[2:]}
    rest = bans.record(who, cursor=suspended["next_cursor"])
    assert [shown["id"] for shown in rest["comments"]] == [comments[1]["id"], comments[0]["id"]]
    assert rest["next_cursor"] is None
    api.clock += 1
    assert bans.change(who, note="No more.").json()["bans"][0]["in_force"] is True, "a note does not lift a ban"
    api.clock += 1
    assert bans.change(who, suspended_until=None).json()["bans"][0]["in_force"] is False
    ann.comment("I am not.")
    api.clock += 31 * DAY
    assert bans.record(who)["origins"] == {}
    deeds = [row["action"]["S"] for row in desk.record()]
    assert {deed: deeds.count(deed) for deed in ("ban", "unban", "note")} == {"ban": 1, "unban": 1, "note": 3}


def test_nothing_is_known_of_somebody_who_never_wrote(bans: Bans) -> None:
    answer = bans.change("0123456789abcdef", note="Who is this?")
    assert (answer.status_code, answer.json()["code"]) == (404, "reader-not-found")
    bans.set("reader", "0123456789abcdef")
    assert bans.record("0123456789abcdef")["comments"] == []
