"""Reading a thread page by page shows each comment that is visible throughout once, whatever changes meanwhile."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader as Author
from shared.storage import table
from shared.storage.comments import comment_item
from tests.support.api_people import Desk, Reader
from tests.support.stacks import MORNING

SORTS = ("newest", "oldest", "best")
HISTORIES = 4
DEEDS = (60, 250)
"""Changes of each history between pages, in `make test` and in `make proof`, where all histories have 1,000."""
MOST = 10
ONE_MOMENT = MORNING


class Walk:
    """A reader who reads all pages of a thread in one order."""

    def __init__(self, api: LocalClient, sort: str, limit: int) -> None:
        self.api, self.sort, self.query = api, sort, {"sort": sort, "limit": limit}
        self.shown: list[str] = []
        self.throughout: set[str] = set()
        self.over = False

    def turn(self, visible: set[str]) -> None:
        """Read the next page. All comments `visible` at the first page must be shown, unless they vanish meanwhile."""
        if "cursor" not in self.query:
            self.throughout = set(visible)
        answer = self.api.get("/v1/articles/ferries/comments", params=self.query)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        self.shown += [comment["id"] for comment in page["comments"]]
        assert len(self.shown) == len(set(self.shown)), "a comment was shown twice"
        self.query["cursor"] = page["next_cursor"]
        self.over = page["next_cursor"] is None

    def holds(self) -> None:
        """Assert after the last page that no comment was lost."""
        assert self.throughout <= set(self.shown), "a comment was not shown"


class Thread:
    """A thread in which readers write and vote, and moderators decide."""

    def __init__(self, api: LocalClient, stack: Stack, desk: Desk) -> None:
        self.api, self.stack, self.desk = api, stack, desk
        self.authors = [Reader(api, stack, name) for name in ("Ann", "Bob")]
        self.of: dict[str, Reader] = {}
        self.visible: set[str] = set()
        self.held: list[dict[str, Any]] = []
        for author in self.authors:
            comment = author.comment("The first.")
            desk.approve(comment)
            self._seen(comment, author)

    def post(self, author: Reader) -> None:
        comment = author.comment(f"Number {len(self.of)}")
        self._seen(comment, author)

    def hold(self) -> None:
        self.held.append(self.authors[0].comment("Casino"))

    def approve(self) -> None:
        if self.held:
            comment = self.held.pop()
            self.desk.approve(comment)
            self._seen(comment, self.authors[0])

    def vote(self, comment: str, value: int) -> None:
        voter = next(author for author in self.authors if author is not self.of[comment])
        answer = self.api.put(
            f"/v1/articles/ferries/comments/{comment}/vote", json={"value": value}, headers=voter.headers
        )
        assert answer.status_code == 200, answer.text
        self.stack.pump()

    def withdraw(self, comment: str) -> None:
        answer = self.api.delete(f"/v1/articles/ferries/comments/{comment}", headers=self.of[comment].headers)
        assert answer.status_code == 204, answer.text
        self.stack.pump()
        self.visible.remove(comment)

    def _seen(self, comment: dict[str, Any], author: Reader) -> None:
        self.of[comment["id"]] = author
        self.visible.add(comment["id"])


@pytest.mark.proof(*DEEDS)
@pytest.mark.parametrize("seed", range(HISTORIES))
def test_walks_lose_and_repeat_nothing_while_the_thread_lives(
    api: LocalClient, stack: Stack, moderator_token: str, seed: int, share: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (no secret; the same seed gives the same history)
    thread = Thread(api, stack, Desk(api, stack, moderator_token))
    for _ in range(4):
        thread.post(chance.choice(thread.authors))
    walks = [Walk(api, sort, chance.randint(1, 3)) for sort in SORTS]
    for _ in range(share):
        deed = chance.choice(["turn"] * 5 + ["vote"] * 3 + ["post", "hold", "withdraw", "tick"])
        known = sorted(thread.visible)
        if deed == "vote":
            thread.vote(chance.choice(known), chance.choice([-1, 1, 1]))
        elif deed == "post" and len(known) < MOST:
            thread.post(chance.choice(thread.authors))
        elif deed == "hold" and len(known) < MOST:
            thread.approve() if thread.held else thread.hold()
        elif deed == "withdraw" and len(known) > MOST // 2:
            gone = chance.choice(known)
            thread.withdraw(gone)
            for walk in walks:
                walk.throughout.discard(gone)
        elif deed == "tick":
            api.clock += chance.choice([1, 60_000])
        else:
            walk = chance.choice(walks)
            walk.turn(thread.visible)
            if walk.over:
                walk.holds()
                walks[walks.index(walk)] = Walk(api, walk.sort, chance.randint(1, 3))


@pytest.fixture(scope="module")
def crowd() -> list[Comment]:
    """1,000 comments that were written in one millisecond."""
    verdict = Verdict(decision=Decision.PUBLISH, findings=(), policy_hash="p")
    return [
        compose(
            Draft(author_name="Ann", body=f"Number {number}"),
            by=Author(id="0123456789abcdef"),
            on="ferries",
            under=None,
            verdict=verdict,
            at=ONE_MOMENT,
            comment_id=ulid(ONE_MOMENT, (number * 7_919 % 1_000).to_bytes(10)),
        )
        for number in range(1_000)
    ]


def _in_batches(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), 25):
        yield items[start : start + 25]


@pytest.mark.proof(200, 1_000)
def test_comments_of_one_millisecond_are_shown_once_each(
    api: LocalClient, stack: Stack, crowd: list[Comment], share: int
) -> None:
    written = crowd[:share]
    for batch in _in_batches(written):
        puts = [{"PutRequest": {"Item": table.encoded(comment_item.to_item(comment))}} for comment in batch]
        stack.dynamodb.batch_write_item(RequestItems={stack.system.table.name: puts})
    for sort in SORTS:
        walk = Walk(api, sort, 50)
        while not walk.over:
            walk.turn({comment.id for comment in written})
        walk.holds()
        assert len(walk.shown) == share
