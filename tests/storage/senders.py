"""Senders of one comment, all at once: run as a process of its own, with the table in the environment.

Prints the answer to each of them: a comment's id, or the code of the refusal.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from functions.comments.posting import take
from shared.domain.comments.draft import Draft
from shared.domain.comments.sender import Sender
from shared.domain.identifiers import randomness_from_key
from shared.domain.people.reader import Reader
from shared.domain.refusals import Refusal

AT = 1_795_341_600_000
READER = Reader(id="0123456789abcdef")


def send(number: int, body: str, together: Barrier) -> str:
    draft = Draft(author_name="Ann", body=body)
    sender = Sender(author=READER, addresses=("0" * 32,), at=AT + number)
    together.wait()
    try:
        return take(draft, sender, "ferries", randomness=randomness_from_key(READER.id, "ferries", "k-1")).comment.id
    except Refusal as refusal:
        return refusal.code


def main(first: int, senders: int, body: str) -> None:
    together = Barrier(senders)
    with ThreadPoolExecutor(senders) as pool:
        told = pool.map(lambda number: send(first + number, body, together), range(senders))
    print(json.dumps(list(told)))  # noqa: T201  (the parent reads it)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
