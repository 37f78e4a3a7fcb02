"""Removing a reader's comments and putting them back cannot bypass an appeal."""

import pytest

from shared.domain.comments.access import CommentFacts
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.own_comments import appeal
from shared.domain.comments.posting import compose
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.log.log_entry import LogEntry, LogStamp
from shared.domain.moderation.decisions import ProposedDecision, decided
from shared.domain.moderation.removals import Removal, RemovalState, concerns, done
from shared.domain.people.ban import BanKind
from shared.domain.people.reader import Reader

AT = 1_795_341_600_125
AUTHOR = Reader(id="0123456789abcdef")


def won(*, turned_down_by: str, approved_by: str) -> Comment:
    """A comment that was rejected, and is approved after its author's appeal."""
    comment = compose(
        Draft(author_name="Ann", body="Satire"),
        by=AUTHOR,
        on="a",
        under=None,
        verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
        at=AT,
        comment_id=ulid(AT, bytes(10)),
    )
    comment = decided(comment, _proposed(comment, Action.REJECT), hand(turned_down_by, 1))
    comment = appeal(CommentFacts(comment, Policy()), "It is satire.", AUTHOR, at=AT + 2).after
    return decided(comment, _proposed(comment, Action.APPROVE), hand(approved_by, 3))


def _proposed(comment: Comment, action: Action) -> ProposedDecision:
    return ProposedDecision(article_id="a", comment_id=comment.id, action=action)


def hand(by: str, after: int) -> LogStamp:
    return LogStamp(by=by, at=AT + after, number=ulid(AT + after, bytes(10)))


def removal(by: str, at: int, state: RemovalState = RemovalState.RUNNING) -> Removal:
    return Removal(
        kind=BanKind.READER,
        value=AUTHOR.id,
        number=ulid(AT, bytes(10)),
        by=by,
        at=AT + at,
        reason=Reason.ABUSE,
        state=state,
    )


def removed(comment: Comment, by: str) -> tuple[Comment, LogEntry]:
    return done(comment, removal(by, 9), hand(by, 9), decision=None)


def test_what_an_appeal_brought_back_is_not_removed_by_who_had_turned_it_down() -> None:
    comment = won(turned_down_by="mia", approved_by="noor")
    assert not concerns(comment, removal("mia", 9))
    assert concerns(comment, removal("noor", 9))
    assert removed(comment, "noor")[0].status is Status.REJECTED


@pytest.mark.parametrize("by", ["mia", "noor", "otto"])
def test_anybody_may_put_back_what_was_removed_and_the_appeal_before_stays_the_one_there_was(by: str) -> None:
    comment = won(turned_down_by="mia", approved_by="noor")
    gone, entry = removed(comment, "otto")
    restoring = removal(by, 12, RemovalState.RESTORING)
    assert concerns(gone, restoring)
    back, _ = done(gone, restoring, hand(by, 12), decision=entry)
    assert (back.status, back.appeal, back.decided) == (Status.APPROVED, comment.appeal, comment.decided)
