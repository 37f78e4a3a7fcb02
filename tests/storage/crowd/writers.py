"""Writers of share clicks and votes, as the functions write them. Seed and number decide what a writer writes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.votes_and_reports import CastVote
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.keyed_hashes import reader_key
from shared.domain.people.reader import Reader
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_click import ShareDraft, click
from shared.domain.times import DAY
from shared.storage.comments import votes_and_reports
from shared.storage.sharing import share_clicks

WRITERS = 32
CLICKS, VOTES = 93, 32
"""The numbers of clicks and of votes among 125 deeds of a writer."""
ARTICLES = ("ferries", "harbour", "tides")
COMMENTS = 9
ADDRESSES = 0.12
"""Addresses for each click: few enough that one click in twenty was made before, by any writer."""
READERS = 3
"""Readers who vote through one writer: few enough that they change their votes and take them back."""


@dataclass
class Told:
    """The answers to writers: the clicks that counted, and the last vote of each reader on each comment."""

    clicks: list[str] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Told") -> None:
        """Add the answers to other writers."""
        self.clicks += other.clicks
        self.votes |= other.votes


def commented(at: int) -> list[Comment]:
    """The comments to vote on, written before the crowd came; `at` is ms since the epoch."""
    return [
        compose(
            Draft(author_name="Ann", body=f"Number {number}"),
            by=Reader(id="zzzzzzzzzzzzzzzz"),
            on=ARTICLES[number % len(ARTICLES)],
            under=None,
            verdict=Verdict(decision=Decision.PUBLISH, findings=(), policy_hash="p"),
            at=at + number,
            comment_id=ulid(at + number, number.to_bytes(10)),
        )
        for number in range(COMMENTS)
    ]


def write(numbers: range, facts: int, seed: str, at: int) -> Told:
    """Let the writers of these numbers write, all at once; `facts` is the number of facts of all writers together."""
    plans = [Random(f"{seed} writer {number}") for number in numbers]  # noqa: S311  (no secret: it can be repeated)
    with ThreadPoolExecutor(len(numbers)) as pool:
        each = list(pool.map(lambda number, plan: _write(number, facts, plan, at), numbers, plans))
    together = Told()
    for told in each:
        together.add(told)
    return together


def _write(number: int, facts: int, random: Random, at: int) -> Told:
    told = Told()
    comments = commented(at)
    each = facts // WRITERS
    votes = each * VOTES // (CLICKS + VOTES)
    clicks = each - votes
    addresses = int(ADDRESSES * WRITERS * clicks)
    deeds = [_click] * (clicks // 2) + [_vote] * votes
    random.shuffle(deeds)
    # In batches without votes, only the fence keeps records from being counted twice.
    for deed in [_click] * (clicks - clicks // 2) + deeds:
        deed(number, comments, addresses, random, at, told)
    return told


def _click(_: int, __: list[Comment], addresses: int, random: Random, at: int, told: Told) -> None:
    fact = click(
        ShareDraft(network=random.choice(list(Network))),
        random.choice(ARTICLES),
        by=reader_key(f"address {random.randrange(addresses)}", "Mozilla/5.0", day_key=b"of both days"),
        at=at - random.choice((0, DAY)),
    )
    if share_clicks.add(fact):
        told.clicks.append(f"{fact.article_id} {fact.day} {fact.network} {fact.reader_key}")


def _vote(number: int, comments: list[Comment], _: int, random: Random, at: int, told: Told) -> None:
    of = random.choice(comments)
    reader = f"{number * READERS + random.randrange(READERS):016}"
    cast = CastVote(
        article_id=of.article_id, comment_id=of.id, reader_id=reader, value=random.choice((-1, 0, 1)), at=at
    )
    votes_and_reports.store_vote(cast)
    told.votes[f"{cast.comment_id} {reader}"] = cast.value
