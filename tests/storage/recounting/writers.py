"""Readers of some articles, busy until they are interrupted: run as a process of its own.

Prints "begun" once they are at work. At the end it prints the facts: the gain of each article's tally, and the votes
for and against each comment.
"""

import json
import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from shared.domain.comments.comment import Comment, CommentChange, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.visibility import hidden
from shared.domain.comments.votes_and_reports import CastVote
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_click import ShareClick
from shared.domain.times import day
from shared.storage import table
from shared.storage.comments import comment_item, comments, votes_and_reports
from shared.storage.sharing import share_clicks

MOST = 1_000
PACE = 0.02
"""Seconds between one writer's deeds, since others need the machine too."""
stop = Event()


def now() -> int:
    return time.time_ns() // 1_000_000


def post(article: str, writer: int, number: int, under: Comment | None) -> Comment:
    at = now()
    comment = compose(
        Draft(author_name="Ann", body=f"Number {number}"),
        by=Reader(id="fedcba9876543210"),
        on=article,
        under=under,
        verdict=Verdict(decision=Decision.PUBLISH, findings=(), policy_hash="p"),
        at=at,
        comment_id=ulid(at, ((writer + 1) * 1_000_000 + number).to_bytes(10)),
    )
    table.write(table.new(comment_item.to_item(comment)))
    return comment


def write(article: str, writer: int) -> tuple[Counter[str], dict[str, list[int]]]:
    """Do one writer's deeds; return the gain of the article's tally, and the votes on the writer's own comment."""
    chance = random.Random(writer)  # noqa: S311  (no secret: it can be repeated)
    top = post(article, writer, 0, None)
    votes: dict[str, int] = {}
    gained = Counter({"comments": 1})
    for number in range(1, MOST):
        if stop.is_set():
            break
        time.sleep(PACE)
        deed = chance.random()
        if deed < 0.5:
            reader = f"{chance.randrange(20):016}"
            votes[reader] = chance.choice((-1, 0, 1))
            cast = CastVote(article_id=article, comment_id=top.id, reader_id=reader, value=votes[reader], at=now())
            votes_and_reports.store_vote(cast)
        elif deed < 0.8:
            at = now()
            key = f"{writer}-{number}"
            share_clicks.add(ShareClick(article_id=article, network=Network.X, day=day(at), reader_key=key, at=at))
            gained.update(("shares", "x"))
        else:
            reply = post(article, writer, number, top)
            gained["comments"] += 1
            if deed > 0.9:
                comments.change(CommentChange(reply, hidden(reply, Status.WITHDRAWN)))
                gained["comments"] -= 1
    cast_ways = list(votes.values())
    return gained, {top.id: [cast_ways.count(1), cast_ways.count(-1)]}


def main(articles: list[str]) -> None:
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    parts = [(article, number) for number, article in enumerate(articles)]
    with ThreadPoolExecutor(len(parts)) as pool:
        at_work = [(article, pool.submit(write, article, number)) for article, number in parts]
        print("begun", flush=True)  # noqa: T201  (the parent reads it)
        done = [(article, told.result()) for article, told in at_work]
    facts: dict[str, Any] = {article: {"article": Counter(), "votes": {}} for article in articles}
    for article, (gained, votes) in done:
        facts[article]["article"].update(gained)
        facts[article]["votes"] |= votes
    print(json.dumps(facts), flush=True)  # noqa: T201  (the parent reads it)


if __name__ == "__main__":
    main(sys.argv[1].split(","))
