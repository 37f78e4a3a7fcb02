"""The people of the stories: readers with a pass, and moderators at the desk."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import botocore
import httpx
import pytest
from botocore.session import Session

from local.emulator.stack import Stack
from local.login.issuer import Issuer
from tests.api.contract import conforms
from tests.api.newspaper import Newspaper, Site, publishing
from tests.conftest import MORNING, Api, stack_elsewhere

ARTICLE = {"url": "http://127.0.0.1:8000/ferries", "title": "The night ferries come back"}


class Reader:
    """Somebody with a reader pass, writing under one article."""

    def __init__(self, api: Api, stack: Stack, name: str) -> None:
        self.api, self.stack, self.name = api, stack, name
        self.headers = {"authorization": f"Bearer {passes(api, stack)}"}

    def send(self, body: str = "A fair point.", *, key: str | None = None, **fields: Any) -> httpx.Response:
        draft = {"author_name": self.name, "body": body, "article": ARTICLE, **fields}
        headers = self.headers | ({"idempotency-key": key} if key else {})
        answer = self.api.post("/v1/articles/ferries/comments", json=draft, headers=headers)
        self.stack.pump()
        return answer

    def comment(self, body: str = "A fair point.", **fields: Any) -> dict[str, Any]:
        answer = self.send(body, **fields)
        assert answer.status_code == 201, answer.text
        comment: dict[str, Any] = answer.json()["comment"]
        return comment

    def mine(self) -> list[dict[str, Any]]:
        answer = self.api.get("/v1/articles/ferries/comments/mine", headers=self.headers)
        assert answer.status_code == 200, answer.text
        comments: list[dict[str, Any]] = answer.json()["comments"]
        return comments


_solved: WeakKeyDictionary[Stack, list[str]] = WeakKeyDictionary()
_given: WeakKeyDictionary[Api, int] = WeakKeyDictionary()


def passes(api: Api, stack: Stack) -> str:
    """A pass that nobody else has in this test. A proof of work takes a while, and passes outlive tests."""
    pool, place = _solved.setdefault(stack, []), _given.get(api, 0)
    _given[api] = place + 1
    if place == len(pool):
        answer = api.post("/v1/passes", json={"payload": solve(api.get("/v1/challenge").json())})
        assert answer.status_code == 201, answer.text
        pool.append(answer.json()["pass"])
    return pool[place]


class Desk:
    """A moderator at work."""

    def __init__(self, api: Api, stack: Stack, token: str) -> None:
        self.api, self.stack = api, stack
        self.headers = {"authorization": f"Bearer {token}"}

    def queue(self, name: str, **query: Any) -> dict[str, Any]:
        answer = self.api.get(f"/v1/moderation/queues/{name}", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    def queues(self) -> dict[str, Any]:
        queues: dict[str, Any] = self.api.get("/v1/moderation/queues", headers=self.headers).json()["queues"]
        return queues

    def decide(self, *decisions: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.api.post("/v1/moderation/decisions", json={"decisions": decisions}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        self.stack.pump()
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def record(self) -> list[dict[str, Any]]:
        """The lines of this month's log, as the table has them."""
        rows: list[dict[str, Any]] = self.stack.dynamodb.query(
            TableName=self.stack.system.table.name,
            KeyConditionExpression="pk = :log",
            ExpressionAttributeValues={":log": {"S": "LOG#2026-11"}},
        )["Items"]
        return rows

    def approve(self, *comments: dict[str, Any]) -> list[dict[str, Any]]:
        return self.decide(*(decision(comment, "approve") for comment in comments))

    def reject(self, *comments: dict[str, Any], **why: Any) -> list[dict[str, Any]]:
        return self.decide(*(decision(comment, "reject", **why) for comment in comments))

    def undo(self, *comments: dict[str, Any]) -> list[dict[str, Any]]:
        return self.decide(*(decision(comment, "undo") for comment in comments))


class Chief(Desk):
    """An admin, who sets the rules and closes threads."""

    def rules(self, **query: Any) -> dict[str, Any]:
        answer = self.api.get("/v1/moderation/policy", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def puts(self, policy: dict[str, Any], **more: Any) -> httpx.Response:
        return self.api.put("/v1/moderation/policy", json={"policy": policy, **more}, headers=self.headers)

    def sets(self, **policy: Any) -> dict[str, Any]:
        """These rules, and defaults for the others."""
        answer = self.puts(policy)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def thread(self, article: str = "ferries") -> dict[str, Any]:
        answer = self.api.get(f"/v1/moderation/articles/{article}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["article"]
        return found

    def asks_of(self, article: str, **change: Any) -> httpx.Response:
        return self.api.patch(f"/v1/moderation/articles/{article}", json=change, headers=self.headers)

    def changes(self, article: str = "ferries", **change: Any) -> dict[str, Any]:
        answer = self.asks_of(article, **change)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["article"]
        return found


def decision(comment: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    return {"article_id": comment["article_id"], "comment_id": comment["id"], "action": action, **more}


def solve(challenge: dict[str, Any]) -> str:
    """The solution of a proof of work, as ALTCHA's widget sends it."""
    salt, wanted = challenge["salt"], challenge["challenge"]
    number = next(
        n for n in range(challenge["maxnumber"] + 1) if hashlib.sha256(f"{salt}{n}".encode()).hexdigest() == wanted
    )
    solution = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": number}
    return base64.b64encode(json.dumps(solution).encode()).decode()


def thread(api: Api, **query: Any) -> dict[str, Any]:
    """A page of the thread of the stories."""
    answer = api.get("/v1/articles/ferries/comments", params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def bodies(comments: list[dict[str, Any]]) -> list[str]:
    """What comments say, without their paragraphs."""
    return [comment["body_html"].removeprefix('<p dir="auto">').removesuffix("</p>") for comment in comments]


on_both = pytest.mark.parametrize("stack", ["running_stack", "running_elsewhere"], indirect=True)
"""For stories: they are told twice, with the table in moto and with the table in MiniStack."""


@pytest.fixture
def stack(request: pytest.FixtureRequest) -> Stack:
    """The stack with an empty table, which is in MiniStack unless the test says `on_both`."""
    stack: Stack = request.getfixturevalue(getattr(request, "param", "running_elsewhere"))
    stack.reset()
    return stack


_calls: list[str] = []


def _watch(session: Session) -> None:
    """Every client made from now on notes what it asks of the table."""
    session.register("before-call.dynamodb.*", lambda model, **_: _calls.append(model.name))


botocore.register_initializer(_watch)


@pytest.fixture
def calls() -> list[str]:
    """The operations asked of the table, in order."""
    _calls.clear()
    return _calls


@pytest.fixture
def api(api: Api) -> Api:
    """The API, whose every answer in these stories is held to docs/openapi.json."""
    api.event_hooks["response"].append(conforms)
    return api


@pytest.fixture
def reader(api: Api, stack: Stack) -> Callable[[str], Reader]:
    """A reader who is new here."""
    return lambda name="Ann": Reader(api, stack, name)


@pytest.fixture
def desk(api: Api, stack: Stack, moderator_token: str) -> Desk:
    return Desk(api, stack, moderator_token)


@pytest.fixture
def chief(api: Api, stack: Stack, admin_token: str) -> Chief:
    return Chief(api, stack, admin_token)


@pytest.fixture
def second(chief: Chief) -> Desk:
    """Another moderator: who turned a comment down does not decide its appeal."""
    return chief


@pytest.fixture
def known(reader: Callable[[str], Reader], desk: Desk, api: Api) -> Reader:
    """A reader whose first comment has been approved."""
    regular = reader("Regular")
    desk.approve(regular.comment("The first."))
    api.clock += 1_000
    return regular


_days = count(1)


@pytest.fixture(scope="session")
def newspapers(
    elsewhere: str,
    running_elsewhere: Stack,  # noqa: ARG001 (it stops last)
) -> Iterator[Callable[[str], tuple[Newspaper, Stack]]]:
    """A newspaper whose logins are signed with an algorithm, and a stack that accepts them."""
    with ExitStack() as running:

        @cache
        def made(algorithm: str) -> tuple[Newspaper, Stack]:
            newspaper, name = Newspaper(algorithm), f"paper-{algorithm.lower()}"
            # Any secret will do, and the laptop has those of the template.
            arn = f"arn:aws:secretsmanager:eu-central-1:123456789012:secret:{name}-CursorSecret-laptop"
            given = {"ReaderSecretArn": arn}
            if algorithm != "HS256":
                running.enter_context(publishing(newspaper))
                given = {}
            stack = running.enter_context(stack_elsewhere(elsewhere, name, newspaper.parameters | given))
            if given:
                newspaper.shares(stack._client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
            return newspaper, stack

        yield made


@pytest.fixture
def accepting(newspapers: Callable[[str], tuple[Newspaper, Stack]], issuer: Issuer) -> Iterator[Callable[[str], Site]]:
    """The service where logins signed with an algorithm are accepted; days later than any test before."""
    with ExitStack() as opened:

        def site(algorithm: str) -> Site:
            newspaper, stack = newspapers(algorithm)
            stack.reset()
            newspaper.answer = None
            if algorithm != "HS256":
                newspaper.publish_key()
            found = Site(newspaper, stack, opened.enter_context(Api(stack, issuer.public_keys, clock=MORNING)))
            found.later(next(_days) * 86_400_000)
            newspaper.asked = 0
            return found

        yield site


@pytest.fixture
def site(accepting: Callable[[str], Site]) -> Site:
    return accepting("RS256")
