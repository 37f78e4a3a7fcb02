"""A draft policy is tried on comments with their texts and circumstances at the time of writing."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from shared.domain.articles.article import State
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.posting import compose, reworded
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import ulid
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy, SlowJudges
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Outcome
from shared.domain.log.log_entry import LogStamp
from shared.domain.moderation import replay as replaying
from shared.domain.moderation.decisions import ProposedDecision, decided
from shared.domain.moderation.replay import judged_again, replay
from shared.domain.people.reader import Reader, ReaderRecord

POLICY = Policy(suspect_words=("casino",), banned_words=("viagra",))
KNOWN = Circumstances(at=1_000, reader=ReaderRecord(approved=3))
NUMBERS = count(1)


def written(body: str = "A fair point.", circumstances: Circumstances = KNOWN, **draft: Any) -> Comment:
    sent = Draft(author_name="Ann", body=body, **draft)
    return compose(
        sent,
        by=Reader(id="0123456789abcdef"),
        on="ferries",
        under=None,
        verdict=judge(sent, circumstances, POLICY).verdict,
        at=circumstances.at,
        comment_id=ulid(circumstances.at, next(NUMBERS).to_bytes(10)),
        circumstances=circumstances,
    )


def after(comment: Comment, action: Action) -> Comment:
    proposed = ProposedDecision(article_id=comment.article_id, comment_id=comment.id, action=action)
    return decided(comment, proposed, LogStamp(by="moderator", at=2_000, number="n"))


ALL = [
    written(),
    written("Casino!"),
    written("SHOUTING ALL OVER THE PLACE, WHY"),
    written(website="http://spam.example"),
    written("First.", KNOWN.model_copy(update={"reader": ReaderRecord()})),
    written("Fast.", KNOWN.model_copy(update={"seconds": 1})),
    written("The same again, word for word, and longer than a remark.", KNOWN.model_copy(update={"same_text": 1})),
]


def test_the_policy_that_judged_them_changes_nothing() -> None:
    made = replay(ALL, POLICY)
    assert made.judged == len(ALL)
    assert made.changes == []
    assert made.then == made.draft
    assert (made.then.publish.comments, made.then.hold.comments) == (1, 6)


def test_a_word_that_is_banned_anew_refuses_what_was_published() -> None:
    [change] = replay([written("Buy a jet ski."), written()], Policy(banned_words=("jet ski",))).changes
    assert (change.was, change.would_be) == (Decision.PUBLISH, Decision.REFUSE)
    assert change.finding
    assert change.finding.rule == "banned-words"
    assert "jet ski" in change.finding.evidence


def test_a_change_is_told_by_what_was_against_it_then_where_the_draft_has_nothing_against_it() -> None:
    [change] = replay([written("Casino! " + "x" * 300)], Policy(suspect_words=())).changes
    assert (change.was, change.would_be) == (Decision.HOLD, Decision.PUBLISH)
    assert change.finding
    assert (change.finding.rule, change.finding.evidence) == ("suspect-words", "casino")
    assert change.excerpt == "Casino! " + "x" * 192


@pytest.mark.parametrize(
    ("bodies", "draft", "kind"),
    [
        ("Buy a jet ski.", Policy(suspect_words=("jet ski",)), "newly_held"),
        ("Buy a jet ski.", Policy(banned_words=("jet ski",)), "newly_refused"),
        ("Casino!", Policy(suspect_words=()), "newly_published"),
    ],
)
def test_what_changes_is_held_against_the_moderators_decisions(bodies: str, draft: Policy, kind: str) -> None:
    comments = [
        after(written(bodies), Action.APPROVE),
        after(written(bodies), Action.APPROVE),
        after(written(bodies), Action.REJECT),
        after(written(bodies), Action.SPAM),
        written(bodies),
        after(written("Nothing changes about this."), Action.REJECT),
    ]
    made = replay(comments, draft)
    assert getattr(made, kind).model_dump() == {"comments": 5, "approved": 2, "turned_down": 2, "undecided": 1}
    others = {"newly_held", "newly_refused", "newly_published"} - {kind}
    assert all(getattr(made, other).comments == 0 for other in others)
    assert [change.decided for change in made.changes] == ["approve", "approve", "reject", "spam", None]


def test_the_table_shows_what_the_rules_decided_then_and_what_the_draft_decides() -> None:
    comments = [after(written("Casino!"), Action.APPROVE), after(written("Buy a jet ski."), Action.SPAM), written()]
    made = replay(comments, Policy(suspect_words=("jet ski",)))
    tallies = {
        (rules, to): (tally.comments, tally.approved, tally.turned_down)
        for rules in ("then", "draft")
        for to, tally in getattr(made, rules)
    }
    assert tallies == {
        ("then", "publish"): (2, 0, 1),
        ("then", "hold"): (1, 1, 0),
        ("then", "refuse"): (0, 0, 0),
        ("draft", "publish"): (2, 1, 0),
        ("draft", "hold"): (1, 0, 1),
        ("draft", "refuse"): (0, 0, 0),
    }


def test_comments_from_before_circumstances_were_kept_are_counted_and_not_judged() -> None:
    old = written("Buy a jet ski.").model_copy(update={"circumstances": None})
    made = replay([old, written()], Policy(banned_words=("jet ski",)))
    assert (made.judged, made.without_circumstances, made.changes) == (1, 1, [])


def test_circumstances_are_those_of_then() -> None:
    verdict = judged_again(written("Too late?", KNOWN.model_copy(update={"state": State.CLOSED})), POLICY)
    assert verdict
    assert verdict.decision is Decision.REFUSE
    new = written("My second.", KNOWN.model_copy(update={"reader": ReaderRecord(approved=1)}))
    assert replay([new], Policy(new_reader_comments=2)).newly_held.comments == 1


def test_what_was_held_before_an_edit_stays_held_whatever_it_says_now() -> None:
    held = written("Casino!")
    revised = Draft(author_name="Ann", body="Nothing.")
    verdict = judge(revised, KNOWN, POLICY).verdict
    edited = reworded(held, Revision(body="Nothing."), verdict=verdict, at=2_000, circumstances=KNOWN)
    assert replay([edited], POLICY).changes == []


@pytest.mark.parametrize(("judges", "published"), [(SlowJudges(akismet=True), 0), (SlowJudges(), 1)])
def test_what_a_slow_judge_found_stands_as_long_as_the_draft_asks_it(judges: SlowJudges, published: int) -> None:
    comment = written()
    found = Finding(rule="akismet", outcome=Outcome.HOLD, evidence="spam", weight=80)
    verdict = comment.verdict.model_copy(
        update={"decision": Decision.HOLD, "findings": (*comment.verdict.findings, found)}
    )
    comment = comment.model_copy(update={"verdict": verdict})
    assert replay([comment], POLICY.model_copy(update={"judges": judges})).newly_published.comments == published


def _counted(comments: list[Comment], taken: list[Comment]) -> Iterator[Comment]:
    for comment in comments:
        taken.append(comment)
        yield comment


def test_it_takes_no_more_comments_when_a_hundred_have_changed() -> None:
    taken: list[Comment] = []
    comment = written("Buy a jet ski.")
    made = replay(_counted([comment] * 150, taken), Policy(banned_words=("jet ski",)))
    assert len(made.changes) == made.judged == len(taken) == replaying.MOST_CHANGES


def test_a_slow_rule_holds_nothing_in_a_replay() -> None:
    reads = count(0, 200_000_000)  # each reading of the clock takes 200 ms here
    assert replay(ALL[:3], POLICY, stopwatch=lambda: next(reads)).changes == []


def test_it_takes_no_more_comments_when_its_time_is_spent() -> None:
    taken: list[Comment] = []
    reads = count(0, 30_000_000)  # each reading of the clock takes 30 ms here
    made = replay(_counted([written()] * 500, taken), POLICY, stopwatch=lambda: next(reads))
    assert 0 < made.judged == len(taken) < 100
