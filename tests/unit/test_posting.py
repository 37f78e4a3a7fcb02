"""A draft is submitted or a comment revised: one decision, made from facts alone."""

from typing import Any

import pytest

from shared.domain.articles.article import Article, ArticleAbout
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.posting import Situation, Submission, revise, submit
from shared.domain.comments.sender import Sender, SentText
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import Policy
from shared.domain.people.ban import Ban, BanKind
from shared.domain.people.reader import Reader, ReaderRecord
from shared.domain.refusals import (
    BannedFromWriting,
    CommentNotFound,
    CommentRefused,
    IdempotencyConflict,
    NotYours,
    ReadOnly,
    Refusal,
    TooManyComments,
)
from shared.domain.spam.model import UnreadableModel

AT = 1_795_341_600_000
ANN, EVE = Reader(id="0123456789abcdef"), Reader(id="fedcba9876543210")
LONG = "I took the night ferry for twenty years, and I never missed it once."


def situation(text: str = LONG, *, by: Reader = ANN, form: bool = False, **facts: Any) -> Situation:
    """The facts for a known reader who sends `text`, a minute after the stored comments."""
    sender = Sender(author=by, addresses=("address",), at=AT + 60_000, form=form)
    usual = {
        "comment_id": ulid(sender.at, bytes(10)),
        "policy": Policy(),
        "article": Article(id="ferries"),
        "reader": ReaderRecord(approved=3),
        "ban": None,
        "text": SentText(Draft(author_name="Ann", body=text).text_key, sender.at, facts.pop("times", 0)),
    }
    return Situation(sender=sender, **{**usual, **facts})


def submitted(facts: Situation, text: str = LONG, **draft: Any) -> Submission:
    sent = Draft(author_name="Ann", body=text, **draft)
    return submit(sent, facts, own_hosts={"news.example"}, day_key=b"key", stopwatch=lambda: 0)


def stored(text: str = LONG) -> Comment:
    """A comment by Ann that readers see."""
    return submitted(situation(text), text).comment


def test_a_comment_gets_the_id_that_its_facts_were_read_for() -> None:
    facts = situation()
    assert submitted(facts).comment.id == facts.comment_id
    assert submitted(facts).comment.status is Status.APPROVED


def test_what_is_sent_again_is_answered_as_before_whatever_the_rules_say_now() -> None:
    before = stored()
    again = submitted(situation(stored=before, by_reader=1_000, policy=Policy(read_only=True)))
    assert (again.comment, again.repeated) == (before, True)


def test_another_comment_under_the_same_key_is_refused() -> None:
    with pytest.raises(IdempotencyConflict):
        submitted(situation(stored=stored("Something else.")))


@pytest.mark.parametrize("gone", [None, stored().model_copy(update={"status": Status.WITHDRAWN})])
def test_nobody_answers_a_comment_that_readers_do_not_see(gone: Comment | None) -> None:
    with pytest.raises(CommentRefused) as refused:
        submitted(situation(answered=gone), parent_id=stored().id)
    assert [error.pointer for error in refused.value.errors] == ["/parent_id"]


def test_the_first_comment_registers_its_article_and_the_next_one_does_not() -> None:
    about = ArticleAbout(url="https://news.example/ferries", title="Ferries")
    first = submitted(situation(), article=about)
    assert first.registering == Article(id="ferries", url=about.url, title="Ferries", registered_at=AT + 60_000)
    assert submitted(situation(article=first.registering), article=about).registering is None


def test_a_comment_by_a_shared_link_is_a_visit_that_does_not_name_the_comment() -> None:
    submission = submitted(situation(), via="k3")
    assert submission.visit
    assert submission.visit.commented
    assert submission.comment.id not in submission.visit.model_dump_json()
    assert submitted(situation()).visit is None


@pytest.mark.parametrize("form", [False, True])
def test_the_limits_of_the_write_are_those_of_the_rule(form: bool) -> None:  # noqa: FBT001  (a case)
    policy = Policy(comments_per_hour=4, forms_per_hour=2, comments_per_hour_from_address=7)
    facts = situation(form=form, policy=policy)
    assert facts.limits == ((2 if form else 4), 7)
    submitted(facts._replace(by_reader=facts.limits.by_reader - 1, from_address=6))
    for one_too_many in ({"by_reader": facts.limits.by_reader}, {"from_address": 7}):
        with pytest.raises(TooManyComments):
            submitted(facts._replace(**one_too_many))


def test_a_filter_that_cannot_be_read_holds_every_comment() -> None:
    held = submitted(situation(spam_filter=UnreadableModel())).comment
    assert held.status is Status.PENDING
    assert held.verdict.telling
    assert held.verdict.telling.rule == "spam-filter"


def edited(text: str, before: Comment, facts: Situation) -> Any:
    edit = facts._replace(stored=before, comment_id=before.id)
    return revise(Revision(body=text), edit, stopwatch=lambda: 0).change


def test_an_edit_is_no_further_comment_of_the_hour() -> None:
    facts = situation("Better.", by_reader=1_000, from_address=1_000)
    assert edited("Better.", stored(), facts).after.status is Status.APPROVED


def test_a_text_that_an_edit_leaves_as_it_was_is_not_sent_again() -> None:
    change = edited(f"{LONG}!", stored(), situation(f"{LONG}!", times=5))
    assert (change.after.status, change.text) == (Status.APPROVED, None)


def test_another_text_counts_as_sent_and_is_held_if_it_was_sent_before() -> None:
    other = "Something else entirely, and long enough to be told from short remarks."
    change = edited(other, stored(), situation(other, times=1))
    assert change.after.status is Status.PENDING
    assert change.text == situation(other, times=1).text
    assert change.keep_text_at == AT + 60_000


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"by": EVE}, NotYours),
        ({"policy": Policy(read_only=True)}, ReadOnly),
        ({"policy": Policy(banned_words=("better",))}, CommentRefused),
    ],
)
def test_nobody_edits_what_is_not_theirs_or_may_not_be_said(facts: dict[str, Any], kind: type[Refusal]) -> None:
    with pytest.raises(kind):
        edited("Better.", stored(), situation("Better.", **facts))


def test_a_comment_of_another_time_with_the_same_key_in_the_table_is_not_the_one_to_edit() -> None:
    facts = situation("Better.", stored=stored())._replace(comment_id=ulid(AT, bytes(10)))
    with pytest.raises(CommentNotFound):
        revise(Revision(body="Better."), facts, stopwatch=lambda: 0)


def test_a_banned_reader_edits_nothing() -> None:
    ban = Ban(kind=BanKind.READER, value=ANN.id, by="mia", at=AT, number="n")
    with pytest.raises(BannedFromWriting):
        edited("Better.", stored(), situation("Better.", ban=ban))
