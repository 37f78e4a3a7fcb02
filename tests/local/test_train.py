"""The spam filter learns from each decision once and holds likely spam; `postbag train` trains it anew."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local import cli
from local.emulator.stack import Stack
from local.http_client import LocalClient, reader_pass
from local.login.issuer import Issuer
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.domain.spam.model import Label, Model
from shared.domain.times import MINUTE
from shared.storage import keys, table
from shared.storage.comments import comment_item
from shared.storage.judging import spam_filter
from tests.support.corpus import corpus
from tests.support.stacks import MORNING

HELD = Verdict(decision=Decision.HOLD, findings=(), policy_hash="p")
SPAM = "Earn money at home! Visit https://jackpot-bonus.example today, a guaranteed bonus, click now and win!"
Train = Callable[..., tuple[int, str]]


@pytest.fixture
def door(operated: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    with LocalClient(operated, issuer.public_keys, clock=MORNING) as client:
        yield client


@pytest.fixture
def train(operated: Stack, capsys: pytest.CaptureFixture[str]) -> Train:
    """Run the command as an operator does; return its exit status and its output."""

    def run(*more: str) -> tuple[int, str]:
        place = ("--table", operated.system.table.name, "--endpoint-url", str(operated.endpoint_url))
        return cli.main(["train", *place, *more]), capsys.readouterr().out

    return run


def waiting() -> list[tuple[Comment, Label]]:
    """Held comments, with the moderator's decision on each."""
    made = []
    for number, one in enumerate(corpus(160, spam=0.5, wrong=0)):
        draft = Draft(author_name=one.name, body=one.body)
        comment = compose(
            draft,
            by=Reader(id="0123456789abcdef"),
            on="ferries",
            under=None,
            verdict=HELD,
            at=MORNING - number * MINUTE,
            comment_id=ulid(MORNING - number * MINUTE, number.to_bytes(10)),
        )
        made.append((comment, one.label or Label.FINE))
    return made


def decide(door: LocalClient, stack: Stack, headers: dict[str, str], *decisions: dict[str, Any]) -> None:
    for start in range(0, len(decisions), 25):
        sent = {"decisions": decisions[start : start + 25]}
        answer = door.post("/v1/moderation/decisions", json=sent, headers=headers)
        assert all(result["ok"] for result in answer.json()["results"]), answer.text
        stack.pump()


def test_the_filter_learns_holds_forgets_and_is_made_anew(
    door: LocalClient, operated: Stack, issuer: Issuer, train: Train
) -> None:
    moderator = {"authorization": f"Bearer {issuer.access_token('moderator')}"}
    author = {"authorization": f"Bearer {reader_pass(door)}"}
    past = waiting()
    puts = [{"PutRequest": {"Item": table.encoded(comment_item.to_item(comment))}} for comment, _ in past]
    for start in range(0, len(puts), 25):
        operated.dynamodb.batch_write_item(RequestItems={operated.system.table.name: puts[start : start + 25]})

    def send(body: str) -> dict[str, Any]:
        door.clock = (door.clock or 0) + MINUTE
        sent = {"author_name": "Ann", "body": body, "article": {"url": "http://127.0.0.1/f", "title": "Ferries"}}
        answer = door.post("/v1/articles/ferries/comments", json=sent, headers=author)
        operated.pump()
        found: dict[str, Any] = answer.json()["comment"]
        return found

    def numbers() -> dict[str, Any]:
        found: dict[str, Any] = door.get("/v1/moderation/numbers", headers=moderator).json()["spam_filter"]
        return found

    first = send("When does the night ferry run again?")
    decisions = [
        {"article_id": "ferries", "comment_id": comment.id, "action": "spam" if label is Label.SPAM else "approve"}
        for comment, label in past
    ]
    decide(door, operated, moderator, {"article_id": "ferries", "comment_id": first["id"], "action": "approve"})
    assert not numbers()["in_use"], "one decision is not enough"
    decide(door, operated, moderator, *decisions)
    learned = numbers()
    assert learned["in_use"]
    assert learned["decisions"] == 161
    assert learned["learned_spam"] + learned["learned_fine"] < 161, "some are held back"

    assert send("The timetable was promised for May, and the council still says nothing.")["status"] == "approved"
    spam = send(SPAM)
    assert spam["status"] == "pending"
    [held] = door.get("/v1/moderation/queues/pending", headers=moderator).json()["comments"]
    [finding] = [finding for finding in held["verdict"]["findings"] if finding["rule"] == "spam-filter"]
    assert finding["outcome"] == "hold"
    assert "↑" in finding["evidence"]

    # A decision and its undoing leave the model unchanged; training on the whole log gives the same model.
    before = spam_filter.learned()
    decide(door, operated, moderator, {"article_id": "ferries", "comment_id": spam["id"], "action": "spam"})
    decide(door, operated, moderator, {"article_id": "ferries", "comment_id": spam["id"], "action": "undo"})
    after = spam_filter.learned()
    assert (after.counts, after.seen) == (before.counts, before.seen)
    assert after.version == before.version + 2
    status, said = train("--check")
    assert status == 0, said
    assert "The stored model is the same." in said

    # A damaged model holds everything until the filter is trained anew.
    key = table.key_of(keys.spam_filter())
    operated.dynamodb.update_item(
        TableName=operated.system.table.name,
        Key=key,
        UpdateExpression="SET model = :broken",
        ExpressionAttributeValues={":broken": {"B": b"broken"}},
    )
    assert send("A fair point about the quay.")["status"] == "pending"
    assert train("--check")[0] == 1
    status, said = train()
    assert status == 0
    assert "The model is stored." in said
    assert spam_filter.learned() == after
    assert send("Another fair point about the quay.")["status"] == "approved"


def test_a_log_that_teaches_nothing_gives_a_filter_that_is_not_in_use(operated: Stack, train: Train) -> None:
    status, said = train()
    assert status == 0, operated.name
    assert "Not in use yet: it needs 50 of each kind." in said
    assert spam_filter.learned() == Model.empty()
