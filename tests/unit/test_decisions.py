"""Decisions stay right, and can be undone exactly, after any actions of moderators, authors and readers."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.articles.article import Article
from shared.domain.comments.access import CommentFacts
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.own_comments import appeal, may_edit, withdraw
from shared.domain.comments.posting import compose, reworded
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action
from shared.domain.counting.increments import with_counts
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Decision, Finding, Outcome, Verdict
from shared.domain.log.log_entry import LogEntry, LogStamp
from shared.domain.moderation.decisions import ProposedDecision, decided, pins, recorded
from shared.domain.people.reader import Reader
from shared.domain.refusals import AnotherModerator, CannotPin, CannotUndo, CommentNotFound, Refusal, StatusChanged

AT = 1_795_341_600_125
AUTHOR = Reader(id="0123456789abcdef")
MODERATORS = ("mia", "noor", "otto")
SETTLING = (Action.APPROVE, Action.REJECT, Action.SPAM)
ULIDS = [ulid(AT, bytes([number]) * 10) for number in (1, 2, 3)]
HOLDING = Finding(rule="suspect-words", outcome=Outcome.HOLD, evidence="casino", weight=40)


def held(*, awaiting: tuple[str, ...] = ()) -> Comment:
    return compose(
        Draft(author_name="Ann", body="Come to my casino"),
        by=AUTHOR,
        on="a",
        under=None,
        verdict=Verdict(decision=Decision.HOLD, findings=(HOLDING,), policy_hash="p"),
        at=AT,
        comment_id=ulid(AT, bytes(10)),
        awaiting=awaiting,
    )


class Desk:
    """A comment, with its whole record."""

    def __init__(self, comment: Comment) -> None:
        self.comment = comment
        self.log: dict[str, LogEntry] = {}
        self.found: dict[str, Comment] = {}
        """The comment's state before each decision."""
        self.clock = AT

    def decide(self, action: Action, by: str = "mia", **more: object) -> Comment:
        before = self.comment
        self.clock += 1
        proposed = ProposedDecision.model_validate(
            {"article_id": "a", "comment_id": before.id, "action": action, **more}
        )
        hand = LogStamp(by=by, at=self.clock, number=ulid(self.clock, bytes(10)))
        undone = self.log.get(before.decided.number) if before.decided else None
        after = decided(before, proposed, hand, undone=undone)
        if after != before:
            self.log[hand.number] = recorded(before, after, proposed, hand)
            self.found[hand.number] = before
        self.comment = after
        return after

    @property
    def _facts(self) -> CommentFacts:
        return CommentFacts(self.comment, Policy())

    def edit(self) -> None:
        self.clock += 1
        may_edit(self.comment, AUTHOR, at=self.clock)
        verdict = Verdict(decision=Decision.PUBLISH, findings=(), policy_hash="p")
        self.comment = reworded(self.comment, Revision(body=f"Better {self.clock}"), verdict=verdict, at=self.clock)

    def appeal(self) -> None:
        self.comment = appeal(self._facts, "It was a joke.", AUTHOR, at=self.clock).after

    def withdraw(self) -> None:
        self.comment = withdraw(self._facts, AUTHOR, at=self.clock).after

    def report(self, reports: int = 1) -> None:
        self.comment = with_counts(self.comment, {"reports": reports}, [], Policy(reports_to_hide=2))


class Deed(NamedTuple):
    """One action, with its moderator if it has one."""

    action: Action | None
    by: str
    reason: Reason | None
    other: Callable[[Desk], None] | None


DEEDS = st.builds(
    Deed,
    action=st.sampled_from(Action),
    by=st.sampled_from(MODERATORS),
    reason=st.sampled_from([None, None, Reason.ABUSE, Reason.HATE]),
    other=st.none(),
) | st.builds(
    Deed,
    action=st.none(),
    by=st.none(),
    reason=st.none(),
    other=st.sampled_from([Desk.edit, Desk.appeal, Desk.report, Desk.appeal, Desk.withdraw]),
)


def carry_out(desk: Desk, deed: Deed) -> bool:
    """Carry out the action if it is allowed."""
    try:
        if deed.action:
            desk.decide(deed.action, deed.by, reason=deed.reason)
        elif deed.other:
            deed.other(desk)
    except Refusal:
        return False
    return True


LASTING = {"logged", "first_decided_at", "published", "pinned", "awaiting", "reports"}
"""Fields that an undo keeps: it marks the comment as decided and shown, and leaves pins and reports alone."""


def looked_at(comment: Comment) -> tuple[object, ...]:
    """The state that a moderator sees, without the parts that only readers' votes change."""
    ruling = comment.decided.number if comment.decided else None
    trace = [(finding.rule, finding.outcome, finding.evidence) for finding in comment.verdict.findings]
    told = (comment.status, comment.appealed, comment.statement, comment.awaiting, comment.reports, comment.pinned)
    return (comment.name, comment.body, comment.edited_at, comment.verdict.decision, trace, ruling, *told)


@given(st.lists(DEEDS, max_size=25), st.sampled_from(MODERATORS))
def test_after_any_history_an_undo_restores_what_the_decision_found(deeds: list[Deed], by: str) -> None:
    desk = Desk(held())
    for deed in deeds:
        carry_out(desk, deed)
    before = desk.comment
    if carry_out(desk, Deed(Action.UNDO, by, None, None)):
        assert before.decided
        found = desk.found[before.decided.number]
        assert desk.comment.model_dump(exclude=LASTING) == found.model_dump(exclude=LASTING)
        assert desk.comment.logged
        assert desk.log[desk.comment.logged].undoes == before.decided.number


@given(st.lists(DEEDS, max_size=25))
def test_whatever_moderators_look_at_has_another_version_when_it_has_changed(deeds: list[Deed]) -> None:
    desk = Desk(held(awaiting=("akismet",)))
    seen: dict[str, tuple[object, ...]] = {}
    for deed in [Deed(None, "", None, None), *deeds]:
        carry_out(desk, deed)
        assert seen.setdefault(desk.comment.version, looked_at(desk.comment)) == looked_at(desk.comment)


@given(st.lists(DEEDS, max_size=25))
def test_the_log_leads_from_the_last_decision_back_to_the_first(deeds: list[Deed]) -> None:
    desk = Desk(held())
    for deed in deeds:
        carry_out(desk, deed)
    chain, number = list[str](), desk.comment.logged
    while number:
        chain.append(number)
        number = desk.log[number].previous
    assert chain == list(reversed(desk.log))
    assert desk.comment.first_decided_at == next(
        (entry.at for entry in desk.log.values() if entry.action.value in SETTLING), None
    )


@given(st.lists(DEEDS, max_size=25), st.sampled_from(SETTLING))
def test_who_turned_a_comment_down_before_its_appeal_decides_no_more_about_it(
    deeds: list[Deed], action: Action
) -> None:
    desk = Desk(held())
    desk.decide(Action.REJECT, "mia")
    desk.appeal()
    desk.decide(action, "noor")
    for deed in deeds:
        if deed.other is not Desk.edit:  # an edit makes it another text, about which nobody has decided
            carry_out(desk, deed)
    by_mia = [entry.action.value for entry in desk.log.values() if entry.moderator == "mia"]
    assert by_mia[0] == Action.REJECT
    assert set(by_mia[1:]) <= {Action.PIN, Action.UNPIN}


@pytest.mark.parametrize("first", [Action.REJECT, Action.SPAM])
@pytest.mark.parametrize("action", [*SETTLING, Action.UNDO])
def test_an_appeal_is_decided_by_nobody_who_turned_the_comment_down(first: Action, action: Action) -> None:
    desk = Desk(held())
    desk.decide(first, "mia")
    desk.decide(Action.SPAM if first is Action.REJECT else Action.REJECT, "noor")
    desk.appeal()
    for by in ("mia", "noor"):
        with pytest.raises(AnotherModerator):
            desk.decide(action, by)
    if action is not Action.UNDO:
        assert not desk.decide(action, "otto").appealed


def test_who_was_overruled_may_decide_the_appeal_against_what_a_colleague_decides_later() -> None:
    """The author's appeal is not against the first rejection."""
    desk = Desk(held())
    desk.decide(Action.REJECT, "mia")
    desk.decide(Action.APPROVE, "noor")
    desk.decide(Action.REJECT, "noor")
    desk.appeal()
    assert desk.decide(Action.APPROVE, "mia").visible


def test_undoing_goes_back_decision_by_decision_and_no_further() -> None:
    desk = Desk(held())
    desk.decide(Action.APPROVE)
    desk.decide(Action.REJECT, reason="abuse", note="Not so.")
    desk.decide(Action.SPAM, "noor")
    rejected = desk.decide(Action.UNDO)
    assert (rejected.status, rejected.statement and rejected.statement.note) == (Status.REJECTED, "Not so.")
    assert desk.decide(Action.UNDO, "noor").visible
    assert desk.decide(Action.UNDO).status is Status.PENDING
    with pytest.raises(CannotUndo):
        desk.decide(Action.UNDO)
    assert desk.decide(Action.APPROVE).visible
    assert desk.decide(Action.UNDO).status is Status.PENDING


@pytest.mark.parametrize("since", [Desk.edit, Desk.appeal, lambda desk: desk.report(9)])
def test_what_something_has_happened_to_since_cannot_be_undone(since: Callable[[Desk], None]) -> None:
    desk = Desk(held())
    desk.decide(Action.REJECT if since is Desk.appeal else Action.APPROVE)
    since(desk)
    with pytest.raises(CannotUndo):
        desk.decide(Action.UNDO, "noor")


def test_the_entry_of_another_comment_undoes_nothing() -> None:
    desk = Desk(held())
    desk.decide(Action.APPROVE)
    [(number, entry)] = desk.log.items()
    desk.log[number] = entry.model_copy(update={"comment_id": entry.comment_id[:-1] + "z"})
    with pytest.raises(CannotUndo):
        desk.decide(Action.UNDO)


def test_undoing_an_approval_brings_its_reports_back() -> None:
    desk = Desk(held())
    desk.decide(Action.APPROVE)
    desk.report(2)
    assert desk.comment.status is Status.REPORTED
    approved = desk.decide(Action.APPROVE, "noor")
    assert (approved.status, approved.reports_settled) == (Status.APPROVED, 2)
    undone = desk.decide(Action.UNDO)
    assert (undone.status, undone.reports_settled, undone.body_html) == (Status.REPORTED, 0, "")


def test_a_decision_is_made_for_what_the_moderator_saw_or_not_at_all() -> None:
    desk = Desk(held())
    seen = desk.comment.version
    desk.edit()
    for stale in ({"if_version": seen}, {"if_status": "approved"}):
        with pytest.raises(StatusChanged):
            desk.decide(Action.APPROVE, **stale)
    assert desk.decide(Action.APPROVE, if_version=desk.comment.version, if_status="pending").visible


@pytest.mark.parametrize("action", SETTLING)
def test_who_decides_does_not_wait_for_slow_judges(action: Action) -> None:
    desk = Desk(held(awaiting=("akismet", "toxicity")))
    assert desk.decide(action).awaiting == ()
    assert desk.decide(Action.UNDO).awaiting == ()  # their later answers would reach nobody, so nobody waits


@pytest.mark.parametrize("action", SETTLING)
def test_the_same_decision_again_changes_nothing_and_is_not_on_record(action: Action) -> None:
    desk = Desk(held())
    once = desk.decide(action, reason="abuse", note="Not so.")
    assert desk.decide(action, "noor") == desk.decide(action, "noor", reason="abuse", note="Not so. ") == once
    assert len(desk.log) == 1


@pytest.mark.parametrize("why", [{"reason": "hate"}, {"note": "Read the rules."}])
def test_another_reason_or_other_words_make_another_statement(why: dict[str, str]) -> None:
    desk = Desk(held())
    desk.decide(Action.REJECT, reason="abuse", note="Not so.")
    told = desk.decide(Action.REJECT, "noor", **why).statement
    assert told
    assert (told.number in desk.log, told.rule, len(desk.log)) == (True, "suspect-words", 2)
    assert {name: getattr(told, name) for name in why} == why


@pytest.mark.parametrize(
    ("action", "given_reason", "reason"),
    [
        (Action.REJECT, None, Reason.OTHER),
        (Action.REJECT, "hate", Reason.HATE),
        (Action.SPAM, None, Reason.SPAM),
        (Action.SPAM, "advertising", Reason.ADVERTISING),
    ],
)
def test_a_statement_always_has_a_reason(action: Action, given_reason: str | None, reason: Reason) -> None:
    told = Desk(held()).decide(action, reason=given_reason).statement
    assert told
    assert told.reason is reason


def test_who_upholds_a_rejection_without_a_reason_upholds_its_reason() -> None:
    desk = Desk(held())
    desk.decide(Action.REJECT, reason="hate")
    desk.appeal()
    told = desk.decide(Action.REJECT, "noor").statement
    assert told
    assert told.reason is Reason.HATE
    assert desk.log[told.number].appeal


def test_a_withdrawn_comment_is_left_alone_but_for_its_pin() -> None:
    desk = Desk(held())
    desk.decide(Action.APPROVE)
    desk.decide(Action.PIN)
    desk.withdraw()
    for action in (*SETTLING, Action.PIN, Action.UNDO):
        with pytest.raises(CommentNotFound):
            desk.decide(action)
    assert not desk.decide(Action.UNPIN).pinned


def test_three_comments_of_a_thread_are_pinned_at_most_and_unpinning_makes_room() -> None:
    article = Article(id="a", url="https://news.example/", title="T", registered_at=AT, pinned=tuple(ULIDS))
    desk = Desk(held())
    before = desk.decide(Action.APPROVE)
    after = desk.decide(Action.PIN)
    with pytest.raises(CannotPin):
        pins(article, before, after)
    room = article.model_copy(update={"pinned": (*ULIDS[:2],)})
    assert pins(room, before, after) == (*ULIDS[:2], after.id)
    assert pins(room, after, before) == (*ULIDS[:2],)
    with pytest.raises(CannotPin):
        pins(Article(id="a"), before, after)
