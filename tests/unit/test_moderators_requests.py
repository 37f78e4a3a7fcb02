"""Requests of moderators without a table: what each makes of the facts, and what it puts on record."""

import pytest

from shared.domain.articles.article import Article
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import BUILT_IN, Policy
from shared.domain.log.log_entry import LoggedAction, LogStamp
from shared.domain.moderation.ban_changes import BanFacts, ProposedBan, impose, suspend
from shared.domain.moderation.decisions import DecisionFacts, DecisionOutcome, ProposedDecision, decide, in_turn
from shared.domain.moderation.policy_versions import enforce
from shared.domain.moderation.reader_records import Note, note
from shared.domain.moderation.thread_changes import ThreadChange, ThreadFacts, change_thread
from shared.domain.people.ban import BanKind
from shared.domain.refusals import CannotPin, CurrentComment, CurrentPolicy, PolicyChanged, StatusChanged
from tests.unit.test_decisions import AT, held

READER = "0123456789abcdef"
FERRIES = Article(id="a", url="http://127.0.0.1:8000/a", title="The ferries", registered_at=AT)


def stamp(after: int = 1, by: str = "mia") -> LogStamp:
    return LogStamp(by, AT + after, ulid(AT + after, bytes(10)))


def proposed(action: Action, **seen: str) -> ProposedDecision:
    return ProposedDecision(article_id="a", comment_id=held().id, action=action, **seen)  # type: ignore[arg-type]


def approved() -> DecisionOutcome:
    return decide(DecisionFacts(held(), FERRIES), proposed(Action.APPROVE, if_status="pending"), stamp())


def test_a_decision_that_is_sent_again_by_who_made_it_changes_nothing_and_is_no_conflict() -> None:
    made = approved()
    again = decide(DecisionFacts(made.comment, FERRIES), proposed(Action.APPROVE, if_status="pending"), stamp(2))
    assert again == (made.comment, FERRIES, None)


def test_another_moderator_who_looked_before_the_decision_is_shown_what_is_there_now() -> None:
    comment = approved().comment
    with pytest.raises(StatusChanged) as late:
        decide(DecisionFacts(comment, FERRIES), proposed(Action.APPROVE, if_status="pending"), stamp(2, by="noor"))
    assert late.value.current == CurrentComment(status="approved", version=comment.version)


def test_a_decision_is_not_taken_for_the_same_again_once_the_comment_was_edited() -> None:
    edited = approved().comment.model_copy(update={"edited_at": AT + 2, "body": "Another text"})
    with pytest.raises(StatusChanged):
        decide(DecisionFacts(edited, FERRIES), proposed(Action.APPROVE, if_status="pending"), stamp(3))


def test_what_an_earlier_decision_of_a_request_has_pinned_or_changed_counts_for_the_later_ones() -> None:
    comment = approved().comment
    full = FERRIES.model_copy(update={"pinned": ("1", "2")})
    third = full.model_copy(update={"pinned": ("1", "2", "3")})
    other = DecisionOutcome(comment.model_copy(update={"id": "3"}), third, stamp().entry(LoggedAction.PIN))
    with pytest.raises(CannotPin):
        decide(in_turn(DecisionFacts(comment, full), [other]), proposed(Action.PIN), stamp(2))
    pinned = decide(in_turn(DecisionFacts(comment, full), []), proposed(Action.PIN), stamp(2))
    assert pinned.article.pinned == ("1", "2", comment.id)
    with pytest.raises(StatusChanged, match="earlier decision of this request"):
        decide(in_turn(DecisionFacts(comment, full), [pinned]), proposed(Action.UNPIN), stamp(3))


def test_the_same_ban_again_and_the_same_suspension_again_change_nothing() -> None:
    ban = ProposedBan(kind=BanKind.READER, value=READER, reason="Insults.")
    made = impose(BanFacts(None, None), ban, stamp())
    assert made.entry
    assert (made.entry.action, made.entry.was, made.entry.reader_id) == (LoggedAction.BAN, "not banned", READER)
    assert impose(made.after, ban, stamp(2)) == (made.after, None)
    lifted = suspend(made.after, None, stamp(3))
    assert lifted.entry
    assert lifted.entry.action is LoggedAction.UNBAN
    assert suspend(lifted.after, None, stamp(4)) == (lifted.after, None)


def test_the_policy_in_force_again_changes_nothing_and_another_needs_its_hash() -> None:
    strict = Policy(max_links=1)
    made = enforce(BUILT_IN, strict, stamp(), if_hash=BUILT_IN.policy.hash)
    assert made.entry
    assert (made.version.number, made.entry.was, made.entry.became) == (1, BUILT_IN.policy.hash, strict.hash)
    assert enforce(made.version, strict, stamp(2), if_hash=BUILT_IN.policy.hash) == (made.version, None)
    with pytest.raises(PolicyChanged) as late:
        enforce(made.version, Policy(max_links=2), stamp(2), if_hash=BUILT_IN.policy.hash)
    assert late.value.current == CurrentPolicy(hash=strict.hash, version=1)


def test_the_newest_note_is_not_added_again_by_who_wrote_it() -> None:
    first = note([], READER, "Be kind.", stamp())
    assert (first.note, first.entry and first.entry.note) == (Note(by="mia", at=AT + 1, text="Be kind."), "Be kind.")
    assert note([first.note], READER, "Be kind.", stamp(2)).entry is None
    assert note([first.note], READER, "Be kind.", stamp(2, by="noor")).entry


def test_a_change_that_leaves_a_thread_as_it_is_is_not_on_record() -> None:
    facts = ThreadFacts(FERRIES, 0, Policy(), {})
    closed = change_thread(facts, ThreadChange.model_validate({"state": "closed"}), stamp(), own_hosts=())
    assert closed.entry
    assert (closed.entry.was, closed.entry.became) == ("state: open", "state: closed")
    again = ThreadFacts(closed.article, 0, Policy(), {})
    assert change_thread(again, ThreadChange.model_validate({"state": "closed"}), stamp(2), own_hosts=()).entry is None
