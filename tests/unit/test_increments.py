"""A count always equals the number of its facts, whatever happens."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.articles.top_lists import Period, TopList, spans
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.nesting import PREVIEWED
from shared.domain.comments.posting import compose
from shared.domain.comments.ranking import score
from shared.domain.comments.votes_and_reports import CastVote
from shared.domain.counting.increments import (
    CommentTally,
    DayOfTally,
    Increment,
    ListPlace,
    TallySubject,
    from_click,
    from_comment,
    from_visit,
    from_vote,
    publication,
    total,
    with_counts,
)
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_click import ShareClick
from shared.domain.sharing.visit import Visit
from shared.domain.times import DAY

POLICY = Policy(reports_to_hide=3)
ID, READER = "01m81b5y00a3v9f2k7q4x8w6zt", "0123456789abcdef"
AT = 1_795_341_600_125
MONDAY = 1_795_392_000_000  # 2026-11-23 00:00 UTC


def comment(status: Status, *, at: int = AT) -> Comment:
    return compose(
        Draft(author_name="Ann", body="Hello"),
        by=Reader(id="0123456789abcdef"),
        on="a",
        under=None,
        verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
        at=at,
        comment_id=ulid(at, bytes(10)),
    ).model_copy(update={"status": status})


@given(st.lists(st.sampled_from([None, *Status]), max_size=20))
def test_after_any_life_of_a_comment_the_tallies_say_where_it_stands(statuses: Sequence[Status | None]) -> None:
    life = [None, *(comment(status) if status else None for status in statuses)]
    moves = (from_comment(before, after) for before, after in pairwise(life))
    sums = total(increment for move in moves for increment in move)
    last = life[-1]
    visible = {"comments": 1} if last and last.visible else {}
    assert sums.get(TallySubject("article", "a"), {}) == visible
    assert sums.get(TallySubject("queue", comment(Status.PENDING).id), {}) == ({last.status.value: 1} if last else {})


def test_a_change_that_is_no_move_between_statuses_adds_nothing() -> None:
    before = comment(Status.APPROVED)
    assert from_comment(before, before.model_copy(update={"replies": 7, "up": 3})) == []


def test_a_share_click_counts_for_article_network_and_day_and_in_the_lists_of_day_and_week() -> None:
    click = ShareClick(article_id="a", network=Network.X, day="2026-11-22", reader_key="k", at=AT)
    assert total(from_click(click)) == {
        TallySubject("article", "a"): {"shares": 1, "x": 1},
        DayOfTally("2026-11-22", "a"): {"shares": 1, "x": 1},
        DayOfTally("2026-11-22", None): {"shares": 1, "x": 1},
        ListPlace(TopList.MOST_SHARED, Period("2026-11-22", MONDAY), "a"): {"top_count": 1},
        ListPlace(TopList.MOST_SHARED, Period("2026-W47", MONDAY), "a"): {"top_count": 1},
    }


def test_a_visit_counts_for_article_network_and_day_and_beside_the_shares_in_the_lists() -> None:
    visit = Visit(article_id="a", network=Network.X, day="2026-11-22", visitor_key="k", at=AT)
    assert total(from_visit(visit)) == {
        TallySubject("article", "a"): {"visits": 1, "visits_x": 1},
        DayOfTally("2026-11-22", "a"): {"visits": 1, "visits_x": 1},
        DayOfTally("2026-11-22", None): {"visits": 1, "visits_x": 1},
        ListPlace(TopList.MOST_SHARED, Period("2026-11-22", MONDAY), "a"): {"visits": 1},
        ListPlace(TopList.MOST_SHARED, Period("2026-W47", MONDAY), "a"): {"visits": 1},
    }


def test_a_comment_by_a_visitor_counts_for_the_article_its_network_and_the_day() -> None:
    came = Visit(article_id="a", network=Network.X, day="2026-11-22", visitor_key="k", at=AT, commented=True)
    numbers = {"visitor_comments": 1, "visitor_comments_x": 1}
    assert total(from_visit(came)) == dict.fromkeys(
        [TallySubject("article", "a"), DayOfTally("2026-11-22", "a"), DayOfTally("2026-11-22", None)], numbers
    )


@given(st.lists(st.tuples(st.integers(0, 20), st.lists(st.sampled_from(list(Status)), max_size=6)), max_size=12))
def test_after_any_lives_of_comments_the_lists_say_how_many_of_their_day_and_week_are_visible(
    lives: list[tuple[int, list[Status]]],
) -> None:
    """A comment counts for the days and weeks in which it was written, whenever readers begin or cease to see it."""
    expected, moves = Counter[ListPlace](), list[Increment]()
    for days, statuses in lives:
        life = [None, *(comment(status, at=AT + days * DAY) for status in statuses)]
        moves += [increment for before, after in pairwise(life) for increment in from_comment(before, after)]
        if life[-1] and life[-1].visible:
            expected.update(ListPlace(TopList.MOST_DISCUSSED, span, "a") for span in spans(AT + days * DAY))
    sums = total(moves)
    assert {place: sums[place]["top_count"] for place in sums if isinstance(place, ListPlace)} == expected


def comment_with(parent: str | None, *, published: bool) -> Comment:
    return comment(Status.APPROVED).model_copy(update={"parent_id": parent, "published": published})


def test_a_reply_is_published_once() -> None:
    before, after = comment_with("p", published=False), comment_with("p", published=True)
    assert publication(None, after) == publication(before, after) == (("a", "p"), after.id)
    assert publication(after, after) is None
    assert publication(None, comment_with(None, published=True)) is None


@given(st.permutations(range(8)), st.lists(st.integers(0, 8), max_size=3))
def test_the_previewed_replies_are_always_the_first_published_ones(order: list[int], cuts: list[int]) -> None:
    ids = [f"{number:026}" for number in order]
    parent, published = comment(Status.APPROVED), list[str]()
    for start, end in pairwise([0, *sorted(cuts), 8]):
        published += ids[start:end]
        parent = with_counts(parent, {}, ids[start:end], POLICY)
        assert parent.published_replies == len(published)
        assert list(parent.first_replies) == sorted(published)[: len(parent.first_replies)]
        assert len(parent.first_replies) == min(PREVIEWED, len(published))


@given(st.lists(st.sampled_from(["up", "down"]), max_size=30))
def test_more_votes_for_a_comment_never_lower_its_score(votes: list[str]) -> None:
    up, down = votes.count("up"), votes.count("down")
    assert score(up, down) <= score(up + 1, down)
    assert score(up, down) >= score(up, down + 1)
    assert 0 <= score(up, down) < 1_000_000


def test_few_votes_say_less_than_many() -> None:
    assert score(1, 0) == 206_549  # Wilson's lower bound for 1 of 1 at 95 %
    assert score(90, 10) == 825_634
    assert score(0, 0) == score(0, 50) == 0


def test_reports_above_the_threshold_take_a_comment_out_of_sight() -> None:
    reported = with_counts(comment(Status.APPROVED), {"reports": 2}, [], POLICY)
    assert reported.status is Status.APPROVED
    hidden = with_counts(reported, {"reports": 1}, [], POLICY)
    assert (hidden.status, hidden.author_name, hidden.body_html) == (Status.REPORTED, "", "")


def test_reports_that_a_moderator_knew_of_do_not_count_again() -> None:
    settled = comment(Status.APPROVED).model_copy(update={"reports": 3, "reports_settled": 3})
    assert with_counts(settled, {"reports": 2}, [], POLICY).status is Status.APPROVED
    assert with_counts(settled, {"reports": 3}, [], POLICY).status is Status.REPORTED


@pytest.mark.parametrize("status", [Status.PENDING, Status.REJECTED, Status.WITHDRAWN])
def test_reports_do_not_move_what_is_out_of_sight(status: Status) -> None:
    assert with_counts(comment(status), {"reports": 9}, [], POLICY).status is status


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=8))
def test_a_vote_counts_as_it_was_cast_last(values: list[int]) -> None:
    cast = [CastVote(article_id="a", comment_id=ID, reader_id=READER, value=value, at=AT) for value in values]
    moves = [from_vote(None, cast[0]), *(from_vote(before, after) for before, after in pairwise(cast))]
    sums = total(increment for move in moves for increment in move).get(CommentTally("a", ID), {})
    assert (sums.get("up", 0), sums.get("down", 0)) == (values[-1] == 1, values[-1] == -1)
