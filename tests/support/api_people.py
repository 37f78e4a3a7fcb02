"""The people of the stories in tests/api: readers with a pass, and moderators at the desk."""

import base64
import hashlib
import json
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from local.emulator.stack import Stack
from local.http_client import LocalClient

ARTICLE = {"url": "http://127.0.0.1:8000/ferries", "title": "The night ferries come back"}


class Reader:
    """Somebody with a reader pass, writing under one article."""

    def __init__(self, api: LocalClient, stack: Stack, name: str) -> None:
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
_given: WeakKeyDictionary[LocalClient, int] = WeakKeyDictionary()


def passes(api: LocalClient, stack: Stack) -> str:
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

    def __init__(self, api: LocalClient, stack: Stack, token: str) -> None:
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


def thread(api: LocalClient, **query: Any) -> dict[str, Any]:
    """A page of the thread of the stories."""
    answer = api.get("/v1/articles/ferries/comments", params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def bodies(comments: list[dict[str, Any]]) -> list[str]:
    """What comments say, without their paragraphs."""
    return [comment["body_html"].removeprefix('<p dir="auto">').removesuffix("</p>") for comment in comments]
