"""A busy day under an article, for answers that are worth looking at: a thread, a queue, a log, shares and visits."""

from itertools import count
from typing import Any

import httpx

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import passes

FERRIES = {"url": "http://127.0.0.1:8000/", "title": "The night ferries come back"}
BUDGET = {"url": "http://127.0.0.1:8000/budget-2027", "title": "The budget"}
SECONDS_APART = 7


class BusyDay:
    """Readers and a moderator; every request comes some seconds after the one before, from where its sender lives."""

    def __init__(self, api: LocalClient, stack: Stack, moderator_token: str) -> None:
        self._api, self._stack = api, stack
        self._desk = {"authorization": f"Bearer {moderator_token}"}
        self._passes: dict[str, str] = {}
        self._addresses = count(1)
        api.event_hooks["request"].append(self._later)

    def happens(self) -> None:
        """What has happened before anybody asks."""
        first = self.says("Ann Larsen", "When does the last one leave?", decided="approve")
        reply = self.says("Marit Dahl", "The timetable says **half past one**.", under=first, decided="approve")
        self.says("Ann Larsen", "Thank you, Marit. Then I can stay for the concert.", under=reply)
        second = self.says(
            "Ole Nygaard",
            "My father steered the *Nordlys*.\n\n> Nobody sleeps on the night ferry.\n\nHe did.",
            decided="approve",
        )
        for name, comment, value in (("Marit Dahl", first, 1), ("Ole Nygaard", first, 1), ("Ann Larsen", second, -1)):
            self._asks("PUT", f"/v1/articles/harbour-ferries/comments/{comment['id']}/vote", name, {"value": value})
        self.says("Kari Moen", "Forget the ferry, buy a jet ski at https://jets.example/now", decided="spam")
        self.says(
            "Per Lie", "The trains are late as well.", decided="reject", reason="off-topic", note="Mind the ferries."
        )
        disputed = self.says("Ida Berg", "The harbour master should resign.", decided="approve")
        report = {"reason": "abuse", "note": "He has a family."}
        self._asks("POST", f"/v1/articles/harbour-ferries/comments/{disputed['id']}/reports", "Ann Larsen", report)
        self.says("Liv Strand", "THE NEW FERRY IS EMPTY EVERY NIGHT, HAS NOBODY COUNTED?")
        self.says("Marit Dahl", "Who pays for it?", on="budget-2027", about=BUDGET)
        for network in ("facebook", "facebook", "facebook", "whatsapp", "copy"):
            self._counts("harbour-ferries/shares", network=network, article=FERRIES)
        self._counts("budget-2027/shares", network="email", article=BUDGET)
        for _ in range(4):
            self._counts("harbour-ferries/visits", via="n8")

    def says(  # noqa: PLR0913 (what a comment may be)
        self,
        name: str,
        body: str,
        *,
        under: dict[str, Any] | None = None,
        on: str = "harbour-ferries",
        about: dict[str, str] = FERRIES,
        decided: str | None = None,
        **why: str,
    ) -> dict[str, Any]:
        """Somebody comments, and a moderator may decide about it."""
        draft = {"author_name": name, "body": body, "article": about, "seconds": 40 + len(body)}
        if under:
            draft["parent_id"] = under["id"]
        comment: dict[str, Any] = self._asks("POST", f"/v1/articles/{on}/comments", name, draft).json()["comment"]
        if decided:
            decision = {"article_id": on, "comment_id": comment["id"], "action": decided, **why}
            answer = self._api.post("/v1/moderation/decisions", json={"decisions": [decision]}, headers=self._desk)
            assert answer.json()["results"][0]["ok"], answer.text
            self._stack.pump()
        return comment

    def _asks(self, method: str, path: str, name: str, sent: dict[str, Any]) -> httpx.Response:
        if name not in self._passes:
            self._passes[name] = passes(self._api, self._stack)
        answer = self._api.request(method, path, json=sent, headers={"authorization": f"Bearer {self._passes[name]}"})
        assert answer.is_success, answer.text
        self._stack.pump()
        return answer

    def _counts(self, path: str, **sent: Any) -> None:
        answer = self._api.post(f"/v1/articles/{path}", json=sent)
        assert answer.json() == {"counted": True}, answer.text
        self._stack.pump()

    def _later(self, _: httpx.Request) -> None:
        self._api.clock = (self._api.clock or 0) + SECONDS_APART * 1_000
        self._api.address = f"198.51.100.{next(self._addresses) % 250 + 1}"
