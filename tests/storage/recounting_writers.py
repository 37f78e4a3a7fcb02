"""Readers and a moderator of two articles, busy until they have done so much: run as a process of its own.

Prints "begun" once the first facts are written, and at the end what the facts are.
"""

import json
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from shared.domain.comments import Comment, Draft, Status, hidden
from shared.domain.judging import Decision, Verdict
from shared.domain.reactions import CastVote
from shared.domain.readers import Reader
from shared.domain.refusals import StatusChanged
from shared.domain.shares import Network, ShareClick
from shared.domain.times import day
from shared.domain.writing import compose
from shared.storage import comments, reactions, shares

WRITERS = 4


def now() -> int:
    return time.time_ns() // 1_000_000


def post(article: str, number: int, under: Comment | None) -> Comment:
    comment = compose(
        Draft(author_name="Ann", body=f"Number {number}"),
        by=Reader(id="fedcba9876543210"),
        on=article,
        under=under,
        verdict=Verdict(decision=Decision.PUBLISH, findings=(), policy_hash="p"),
        at=now(),
        randomness=(1_000_000 + number).to_bytes(10),
    )
    return comments.add(comment)


def write(article: str, writer: int, deeds: int) -> Counter[str]:
    """One writer's deeds; what they come to. Each has comments, readers and clicks of its own."""
    chance = random.Random(writer)  # noqa: S311  (a story that can be told again)
    top = post(article, writer * deeds, None)
    votes: dict[str, int] = {}
    facts = Counter({"comments": 1})
    for number in range(1, deeds):
        deed = chance.random()
        if deed < 0.5:
            reader = f"{chance.randrange(20):016}"
            votes[reader] = chance.choice((-1, 0, 1))
            reactions.vote(
                CastVote(article_id=article, comment_id=top.id, reader_id=reader, value=votes[reader], at=now())
            )
        elif deed < 0.8:
            at = now()
            shares.add(
                ShareClick(article_id=article, network=Network.X, day=day(at), reader_key=f"{writer}-{number}", at=at)
            )
            facts["shares"] += 1
        else:
            reply = post(article, writer * deeds + number, top)
            facts["comments"] += 1
            if deed > 0.9:
                hide(reply)
                facts["comments"] -= 1
    cast = Counter(votes.values())
    return facts + Counter({f"up {top.id}": cast[1], f"down {top.id}": cast[-1]})


def hide(comment: Comment) -> None:
    while True:
        stored = comments.get(comment.article_id, comment.id)
        try:
            comments.change(stored, hidden(stored, Status.WITHDRAWN))
        except StatusChanged:
            continue
        return


def main(articles: list[str], deeds: int) -> None:
    parts = [(article, writer) for article in articles for writer in range(WRITERS // len(articles))]
    with ThreadPoolExecutor(WRITERS) as pool:
        at_work = [
            pool.submit(write, article, number, deeds) for number, (article, _) in enumerate(parts)
        ]
        print("begun", flush=True)  # noqa: T201  (the parent reads it)
        done = [(parts[number][0], told.result()) for number, told in enumerate(at_work)]
    totals = {article: sum((facts for of, facts in done if of == article), Counter[str]()) for article in articles}
    print(json.dumps(totals), flush=True)  # noqa: T201  (the parent reads it)


if __name__ == "__main__":
    main(sys.argv[1].split(","), int(sys.argv[2]))
