"""Moderators at one queue, all at once: run as a process of its own, with a function's environment.

`python -m tests.storage.moderators <comments> <seed> <ms since the epoch>`. Each moderator is a process, since a
function answers one request at a time. Each decides about every comment, with a request for each 25. The requests and
their answers are printed as JSON. All processes are forked from this one, which has answered a request and has a
client, but no connection.
"""

import gc
import json
import multiprocessing
import sys
from multiprocessing.synchronize import Barrier
from random import Random
from typing import Any

from functions.moderation.app import handler
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.storage import table
from tests.support.lambda_context import lambda_context
from tests.support.processes import ROOT

MODERATORS = 16
AT_ONCE = 25
ARTICLES = ("ferries", "harbour", "tides")
READERS = [f"{number:016}" for number in range(7)]
_EVENT = json.loads((ROOT / "events" / "moderation.decisions.json").read_text(encoding="utf-8"))
_CONTEXT = lambda_context("moderation")
_TOGETHER = 2
"""The number of first requests that all moderators make in the same order, so that they conflict."""
_fork = multiprocessing.get_context("fork")
_start: list[Barrier] = []


def waiting(number_of_comments: int, at: int) -> list[Comment]:
    """The comments that wait, written in the minute before the moderators came; `at` is ms since the epoch."""
    return [
        compose(
            Draft(author_name="Ann", body=f"Number {number}"),
            by=Reader(id=READERS[number % len(READERS)]),
            on=ARTICLES[number % len(ARTICLES)],
            under=None,
            verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
            at=at - 60_000 + number,
            comment_id=ulid(at - 60_000 + number, number.to_bytes(10)),
        )
        for number in range(number_of_comments)
    ]


def work(name: str, number_of_comments: int, seed: str, at: int) -> list[dict[str, Any]]:
    """Decide about all comments; return one moderator's decisions and the answers to them."""
    random = Random(f"{seed} {name}")  # noqa: S311  (no secret: it can be repeated)
    comments = waiting(number_of_comments, at)
    parts = [comments[first : first + AT_ONCE] for first in range(0, len(comments), AT_ONCE)]
    later = parts[_TOGETHER:]
    random.shuffle(later)
    told = []
    _start[0].wait()
    for number, part in enumerate([*parts[:_TOGETHER], *later]):
        random.shuffle(part)
        told += _decide(name, [_proposed(comment, random) for comment in part], at + number)
        print(name, len(told), flush=True)  # noqa: T201  (a sign of life)
    return told


def _proposed(comment: Comment, random: Random) -> dict[str, str]:
    """A decision about a comment, on condition that it is as it was in the queue."""
    guard = random.choice(({"if_status": "pending"}, {"if_version": comment.version}))
    action = random.choice((Action.APPROVE, Action.REJECT, Action.SPAM)).value
    return {"article_id": comment.article_id, "comment_id": comment.id, "action": action, **guard}


def _decide(name: str, decisions: list[dict[str, str]], at: int) -> list[dict[str, Any]]:
    event = json.loads(json.dumps(_EVENT))
    event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = name
    event["requestContext"]["timeEpoch"] = at
    answer = handler(event | {"body": json.dumps({"decisions": decisions})}, _CONTEXT)
    if answer["statusCode"] != 200:
        raise SystemExit(f"{name} was answered {answer['statusCode']}: {answer['body']}")
    return [
        {"by": name, "at": at, "id": asked["comment_id"], "asked": asked["action"]}
        | ({"became": said["status"]} if said["ok"] else {"refused": said["problem"]["code"]})
        for asked, said in zip(decisions, json.loads(answer["body"])["results"], strict=True)
    ]


def main(number_of_comments: int, seed: str, at: int) -> None:
    """Let all moderators work until everything is decided."""
    nobody_wrote = waiting(1, at)[0].model_copy(update={"id": "0" * 26})
    _decide("nobody", [_proposed(nobody_wrote, Random())], at)  # noqa: S311  (a first request takes the longest)
    table.client.cache_clear()
    gc.freeze()
    table.client()
    names = [f"moderator-{number}" for number in range(MODERATORS)]
    together = _fork.Barrier(MODERATORS)
    with _fork.Pool(MODERATORS, _start.append, (together,)) as pool:
        each = pool.starmap(work, [(name, number_of_comments, seed, at) for name in names], chunksize=1)
    print(json.dumps([said for told in each for said in told]), flush=True)  # noqa: T201  (the parent reads it)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
