"""Units and times of each thing that a reader or moderator does.

Each is done by an HTTP request, and alone. Its stream records are counted in a batch of their own, which is the most
that counting them can cost.
"""

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

import httpx

from bench.facts import AT, click, comment, with_replies
from bench.layout import TextTable
from bench.meter import Meter
from bench.place import Workbench
from local.emulator.stack import ISSUER
from local.http_client import LocalClient, answered, reader_pass, solution
from local.login.issuer import Issuer
from shared.storage import table
from shared.storage.sharing import share_clicks

ARTICLE = {"url": "http://127.0.0.1:8000/ferries", "title": "The night ferries come back"}
SIZE = 60
"""Top-level comments of the long thread. Each has three replies."""
_HOUR = 3_600_000
_BETWEEN = 180
"""Seconds between comments: one reader may send 30 an hour."""
_ANN = {"author_name": "Ann", "article": ARTICLE}


class Act(NamedTuple):
    """A request of a reader or moderator to measure, and its preparation, which is not measured."""

    name: str
    before: Callable[[], Any]
    ask: Callable[[Any], httpx.Response]


class BusyNewspaper:
    """A client of the functions (`door`), a thread, a moderator and readers."""

    def __init__(self, place: Workbench) -> None:
        self.place = place
        issuer = Issuer(ISSUER, [])
        self.door = LocalClient(place, issuer.public_keys, clock=AT + _HOUR)
        self.moderator = {"authorization": f"Bearer {issuer.access_token('moderator')}"}
        self._numbers = count(1)
        self._fill()
        self.known = self.reader()
        self.decide(self.posted(self.known))
        self.settle()

    def _fill(self) -> None:
        for number in range(SIZE):
            top = comment("long", number)
            replies = [comment("long", SIZE * (part + 1) + number, top) for part in range(3)]
            puts = [{"PutRequest": {"Item": table.encoded(item)}} for item in with_replies(top, replies)]
            self.place.dynamodb.batch_write_item(RequestItems={self.place.system.table.name: puts})
        for number in range(100):
            share_clicks.add(click(f"counted-{number}", number))
        self.settle()

    def wait(self, seconds: int = 1) -> None:
        """Move the clock on, so that the next write is later than all before."""
        self.door.clock = (self.door.clock or 0) + 1_000 * seconds

    def settle(self) -> None:
        """Count the records written since the last call."""
        if records := self.place.records():
            self.place.count(records, "operations")

    def reader(self) -> dict[str, str]:
        """The headers of a new reader, who has an address of their own."""
        self.door.address = f"2001:db8::{next(self._numbers):x}"
        return {"authorization": f"Bearer {reader_pass(self.door)}"}

    def post(self, reader: dict[str, str], **more: Any) -> httpx.Response:
        """Write a comment of typical length."""
        self.wait(_BETWEEN)
        draft = _ANN | {"body": comment("ferries", next(self._numbers)).body} | more
        return self.door.post("/v1/articles/ferries/comments", json=draft, headers=reader)

    def posted(self, reader: dict[str, str]) -> str:
        """Write a comment, count it, and return its path."""
        found = answered(self.post(reader))["comment"]["id"]
        self.settle()
        return f"/v1/articles/ferries/comments/{found}"

    def decide(self, path: str, action: str = "approve") -> httpx.Response:
        """Decide about a comment as a moderator."""
        decision = {"article_id": "ferries", "comment_id": path.rpartition("/")[2], "action": action}
        return self.door.post("/v1/moderation/decisions", json={"decisions": [decision]}, headers=self.moderator)

    def click(self) -> httpx.Response:
        """Click on a share button."""
        return self.door.post("/v1/articles/ferries/shares", json={"network": "x", "article": ARTICLE})

    def deeds(self) -> list[Act]:
        """The acts to measure, reading first."""
        return [*self._reading(), *self._writing(), *self._moderating()]

    def _reading(self) -> list[Act]:
        def get(name: str, path: str, headers: dict[str, str] | None = None, **query: Any) -> Act:
            return Act(name, lambda: None, lambda _: self.door.get(path, params=query, headers=headers))

        thread = "/v1/articles/long/comments"
        listed = ",".join(f"counted-{number}" for number in range(100))
        last = comment("long", SIZE - 1).id
        return [
            *(get(f"page of 20 threads, {sort}", thread, sort=sort, limit=20) for sort in ("newest", "oldest", "best")),
            get("page of a thread as HTML", "/v1/articles/long/thread.html"),
            get("replies to a comment", f"{thread}/{last}/replies"),
            get("counts of 100 articles", "/v1/counts", article_ids=listed),
            get("share counts of an article", "/v1/articles/ferries/shares"),
            get("most shared, today", "/v1/most-shared"),
            get("feed", "/v1/articles/ferries/feed.atom"),
            get("own comments", "/v1/articles/ferries/comments/mine", self.known),
        ]

    def _writing(self) -> list[Act]:
        def vote(path: str) -> Callable[[Any], httpx.Response]:
            return lambda reader: self.door.put(f"{path}/vote", json={"value": 1}, headers=reader)

        def again() -> None:
            self.reader()
            self.click()

        quiet, answered_one = self.posted(self.known), self.posted(self.known)
        lively = f"/v1/articles/long/comments/{comment('long', 3).id}"
        new, known = self.reader, self.known
        report = {"reason": "spam"}
        return [
            Act("challenge", lambda: None, lambda _: self.door.get("/v1/challenge")),
            Act(
                "reader pass",
                lambda: solution(self.door),
                lambda one: self.door.post("/v1/passes", json={"payload": one}),
            ),
            Act("comment that is published", lambda: None, lambda _: self.post(known)),
            Act("comment that is held", new, self.post),
            Act("reply", lambda: None, lambda _: self.post(known, parent_id=answered_one.rpartition("/")[2])),
            Act(
                "edit",
                lambda: self.posted(known),
                lambda one: self.door.patch(one, json={"body": "Shorter."}, headers=known),
            ),
            Act("withdrawal", lambda: self.posted(known), lambda one: self.door.delete(one, headers=known)),
            Act("vote", new, vote(quiet)),
            Act("vote, three replies below", new, vote(lively)),
            Act(
                "report",
                lambda: (self.posted(known), new()),
                lambda two: self.door.post(f"{two[0]}/reports", json=report, headers=two[1]),
            ),
            Act("share click", new, lambda _: self.click()),
            Act("share click, again", again, lambda _: self.click()),
            Act(
                "visit by a shared link",
                new,
                lambda _: self.door.post("/v1/articles/ferries/visits", json={"via": "h7"}),
            ),
            Act("comment by such a visitor", lambda: None, lambda _: self.post(known, via="h7")),
            Act("share link", new, lambda _: self.door.get("/v1/articles/ferries/share/bluesky")),
        ]

    def _moderating(self) -> list[Act]:
        def held() -> str:
            return self.posted(self.reader())

        def look(name: str, path: str) -> Act:
            return Act(name, lambda: None, lambda _: self.door.get(path, headers=self.moderator))

        return [
            look("queues' counts", "/v1/moderation/queues"),
            look("page of a queue", "/v1/moderation/queues/approved"),
            look("numbers of 28 days", "/v1/moderation/numbers?days=28"),
            Act("approval", held, self.decide),
            Act("rejection", held, lambda path: self.decide(path, "reject")),
        ]


def run(place: Workbench, times: int) -> list[TextTable]:
    """Do everything `times` times. Units are those of the last run, times those of the fastest."""
    newspaper = BusyNewspaper(place)
    return [
        TextTable(
            "Units and times of each request, and of counting what it wrote",
            [
                "",
                "requests",
                "read\nunits",
                "write\nunits",
                "then\nread",
                "then\nwrite",
                "KB of\nanswer",
                "ms",
                "then\nms",
            ],
            [_measured(newspaper, deed, times) for deed in newspaper.deeds()],
            (
                "Writes are as the engine reports them, indexes included; a refused click is as AWS counts it.",
                "Reads are by AWS's rules, from the returned items.",
                '"Then" is counting it alone, in a batch of its own. In a batch of many it costs less.',
                f"Times are the functions' own, with MiniStack's answers, without a cold start: best of {times}.",
            ),
        )
    ]


def _measured(newspaper: BusyNewspaper, deed: Act, times: int) -> list[str]:
    asked, followed = [], []
    for _ in range(times):
        newspaper.wait()
        given = deed.before()
        newspaper.settle()
        with Meter() as asking:
            response = deed.ask(given)
        if response.is_error:
            raise RuntimeError(f"{deed.name}: {response.status_code} {response.text}")
        asked.append(newspaper.place.seconds)
        with Meter() as following:
            newspaper.settle()
        followed.append(newspaper.place.seconds)
    units = (asking.read_units, asking.write_units, following.read_units, following.write_units)
    return [
        deed.name,
        str(len(asking.requests)),
        *(f"{number:g}" if number else "" for number in units),
        f"{len(response.content) / 1_024:.1f}",
        f"{1_000 * min(asked):.1f}",
        f"{1_000 * min(followed):.1f}" if following.requests else "",
    ]
