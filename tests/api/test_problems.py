"""Every problem is provoked through the API, and docs/problems.md has a heading for each."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from shared.web.problems import KINDS
from tests.api.contract import operations
from tests.api.newspaper import LoginSite, says
from tests.support.api_people import Chief, Desk, Reader, decision, solve
from tests.support.recording import Recording, lasting
from tests.support.stacks import ROOT
from tests.support.table_faults import READS, TableFault, failing

ARTICLE = "/v1/articles/ferries"
WITHIN = {"another-moderator", "cannot-pin", "cannot-undo", "comment-not-found", "status-changed"}
"""Codes inside the answer to several decisions at once."""
DECISIONS = "POST /v1/moderation/decisions"


class World(NamedTuple):
    """Everybody and everything that tests need to provoke a problem."""

    api: LocalClient
    stack: Stack
    known: Reader
    desk: Desk
    fixture: Callable[[str], Any]

    def at(self, comment: dict[str, Any], by: Reader, method: str, of: str = "", **sent: Any) -> httpx.Response:
        path = f"{ARTICLE}/comments/{comment['id']}{of}"
        return self.api.request(method, path, headers=by.headers, json=sent or None)

    def rejected(self) -> dict[str, Any]:
        comment = self.known.comment("Off topic.")
        self.desk.reject(comment)
        return comment

    def later(self, milliseconds: int) -> None:
        self.api.clock = (self.api.clock or 0) + milliseconds


Provocation = Callable[[World], Any]
PROVOCATIONS: dict[str, Provocation] = {}


def provokes(code: str) -> Callable[[Provocation], Provocation]:
    def noted(provocation: Provocation) -> Provocation:
        PROVOCATIONS[code] = provocation
        return provocation

    return noted


@pytest.fixture
def world(api: LocalClient, stack: Stack, known_reader: Reader, desk: Desk, request: pytest.FixtureRequest) -> World:
    return World(api, stack, known_reader, desk, request.getfixturevalue)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_problem_can_be_provoked_and_says_what_to_do(world: World, code: str, recording: Recording) -> None:
    answer = PROVOCATIONS[code](world)
    if isinstance(answer, httpx.Response):
        assert answer.status_code == KINDS[code].status
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        answer = answer.json()
    assert (answer["code"], answer["status"], answer["title"]) == (code, KINDS[code].status, KINDS[code].title)
    assert answer["type"] == f"urn:postbag:problem:{code}"
    assert len(answer["instance"]) > len("urn:request:")
    assert answer["detail"].endswith(".")
    recording.hold(f"problems/{code}", lasting({name: value for name, value in answer.items() if value is not None}))


def test_whoever_shall_wait_is_told_how_long(world: World) -> None:
    assert 0 < int(PROVOCATIONS["busy"](world).headers["retry-after"]) <= 60
    assert 0 < int(PROVOCATIONS["login-unavailable"](world).headers["retry-after"]) <= 60
    assert 0 < int(PROVOCATIONS["too-many-comments"](world).headers["retry-after"]) <= 3_600


def test_whoever_sends_too_many_forms_is_told_so_on_a_page_and_how_long_to_wait(world: World) -> None:
    forms = [{"author_name": "Ann", "body": f"Comment {number}."} for number in range(6)]
    *taken, form = [world.api.post(f"{ARTICLE}/form", data=fields) for fields in forms]
    assert [answer.status_code for answer in taken] == [303] * 5
    assert 0 < int(form.headers["retry-after"]) <= 3_600
    assert form.status_code == KINDS["too-many-comments"].status
    assert form.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in form.text
    assert 0 < int(PROVOCATIONS["read-only"](world).headers["retry-after"]) <= 3_600


def test_every_problem_has_a_heading_and_every_heading_a_problem() -> None:
    assert list(_sections()) == sorted(KINDS)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_heading_says_what_happened_why_and_what_to_do(code: str) -> None:
    section = _sections()[code]
    assert f"{KINDS[code].status:d} · {KINDS[code].title}" in section
    for part in ("What happened:", "Why:", "What to do:", "Answered by:"):
        assert re.search(rf"\*\*{part}\*\* \S", section), part


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_heading_names_the_routes_that_answer_so(code: str) -> None:
    [line] = re.findall(r"\*\*Answered by:\*\* ([^*]*)", _sections()[code])
    documented = {
        key
        for key, operation in operations().items()
        if any(f"- `{code}`:" in response["description"] for response in operation["responses"].values())
    }
    if line.startswith("every route"):
        assert len(documented) > 5
    else:
        assert set(re.findall(r"`([A-Z]+ /v1/[^`]*)`", line)) == documented | ({DECISIONS} if code in WITHIN else set())


def _sections() -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", (ROOT / "docs" / "problems.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title.strip("`"): text for title, text in zip(parts[1::2], parts[2::2], strict=True)}


@provokes("already-appealed")
def _(world: World) -> httpx.Response:
    comment = world.rejected()
    assert world.at(comment, world.known, "POST", "/appeal", text="It was not.").status_code == 202
    return world.at(comment, world.known, "POST", "/appeal", text="Really not.")


@provokes("another-moderator")
def _(world: World) -> Any:
    comment = world.rejected()
    world.at(comment, world.known, "POST", "/appeal", text="It was not.")
    return world.desk.approve(comment)[0]["problem"]


@provokes("ban-not-found")
def _(world: World) -> httpx.Response:
    return world.api.delete("/v1/moderation/bans/reader.0123456789abcdef", headers=world.desk.headers)


@provokes("banned")
def _(world: World) -> httpx.Response:
    [comment] = world.desk.queue("approved")["comments"]
    ban = {"kind": "reader", "value": comment["reader_id"], "told": "You were warned twice."}
    assert world.api.post("/v1/moderation/bans", json=ban, headers=world.desk.headers).status_code == 200
    return world.known.send("May I?")


@provokes("busy")
def _(world: World) -> httpx.Response:
    with failing(TableFault.THROTTLED, READS, first=0):
        return world.api.get(f"{ARTICLE}/comments")


@provokes("cannot-pin")
def _(world: World) -> Any:
    return world.desk.decide(decision(world.rejected(), "pin"))[0]["problem"]


@provokes("cannot-undo")
def _(world: World) -> Any:
    return world.desk.undo(world.known.comment())[0]["problem"]


@provokes("challenge-failed")
def _(world: World) -> httpx.Response:
    payload = solve(world.api.get("/v1/challenge").json())
    world.later(10 * 60_000)
    return world.api.post("/v1/passes", json={"payload": payload})


@provokes("challenge-used")
def _(world: World) -> httpx.Response:
    payload = solve(world.api.get("/v1/challenge").json())
    world.api.post("/v1/passes", json={"payload": payload})
    return world.api.post("/v1/passes", json={"payload": payload})


@provokes("comment-not-found")
def _(world: World) -> httpx.Response:
    return world.api.get(f"{ARTICLE}/comments/{world.rejected()['id'][:-4]}0000")


@provokes("comment-refused")
def _(world: World) -> httpx.Response:
    return world.known.send("Buy viagra.")


@provokes("edit-window-closed")
def _(world: World) -> httpx.Response:
    comment = world.known.comment()
    world.later(15 * 60_000)
    return world.at(comment, world.known, "PATCH", body="Too late.")


@provokes("idempotency-conflict")
def _(world: World) -> httpx.Response:
    world.known.send("One.", key="k")
    return world.known.send("Another.", key="k")


@provokes("internal-error")
def _(world: World) -> httpx.Response:
    table = world.stack.system.table
    world.stack.dynamodb.delete_table(TableName=table.name)
    try:
        return world.api.get(f"{ARTICLE}/comments")
    finally:
        world.stack.dynamodb.create_table(**table.definition)


@provokes("invalid-cursor")
def _(world: World) -> httpx.Response:
    world.known.comment("The second.")
    cursor = world.api.get(f"{ARTICLE}/comments", params={"limit": 1}).json()["next_cursor"]
    return world.api.get("/v1/articles/budget/comments", params={"limit": 1, "cursor": cursor})


@provokes("invalid-request")
def _(world: World) -> httpx.Response:
    return world.api.get(f"{ARTICLE}/comments", params={"limit": 0})


@provokes("login-unavailable")
def _(world: World) -> httpx.Response:
    site: LoginSite = world.fixture("login_site")
    site.newspaper.answer = says(b"", 500)
    return site.mine(site.newspaper.token())


@provokes("malformed-body")
def _(world: World) -> httpx.Response:
    return world.api.post("/v1/passes", content="{", headers={"content-type": "application/json"})


@provokes("not-found")
def _(world: World) -> httpx.Response:
    return world.api.get("/v1/articles/`/comments")


@provokes("not-rejected")
def _(world: World) -> httpx.Response:
    return world.at(world.known.comment(), world.known, "POST", "/appeal", text="Why not?")


@provokes("not-yours")
def _(world: World) -> httpx.Response:
    return world.at(world.known.comment(), world.fixture("reader")("Eve"), "DELETE")


@provokes("own-comment")
def _(world: World) -> httpx.Response:
    return world.at(world.known.comment(), world.known, "PUT", "/vote", value=1)


@provokes("pass-required")
def _(world: World) -> httpx.Response:
    return world.api.get(f"{ARTICLE}/comments/mine")


@provokes("policy-changed")
def _(world: World) -> httpx.Response:
    chief: Chief = world.fixture("chief")
    read = chief.rules()["hash"]
    chief.sets(max_links=1)
    return chief.puts({"max_links": 5}, if_hash=read)


@provokes("read-only")
def _(world: World) -> httpx.Response:
    world.fixture("chief").sets(read_only=True)
    return world.known.send("Anybody here?")


@provokes("reader-not-found")
def _(world: World) -> httpx.Response:
    return world.api.get("/v1/moderation/readers/0123456789abcdef", headers=world.desk.headers)


@provokes("role-required")
def _(world: World) -> httpx.Response:
    token = world.fixture("issuer").access_token("moderator", **{"cognito:groups": ["reader"]})
    return world.api.get("/v1/moderation/queues", headers={"authorization": f"Bearer {token}"})


@provokes("status-changed")
def _(world: World) -> Any:
    return world.desk.decide(decision(world.rejected(), "approve", if_status="pending"))[0]["problem"]


@provokes("thread-closed")
def _(world: World) -> httpx.Response:
    world.fixture("chief").changes(state="closed")
    return world.known.send("Anybody here?")


@provokes("too-many-comments")
def _(world: World) -> httpx.Response:
    world.fixture("chief").sets(comments_per_hour=1)
    return world.known.send("The second in this hour.")


@provokes("unknown-article")
def _(world: World) -> httpx.Response:
    return world.api.get("/v1/articles/unheard-of/share/x")


@provokes("unsupported-media-type")
def _(world: World) -> httpx.Response:
    return world.api.post("/v1/passes", content="payload=x", headers={"content-type": "text/plain"})
