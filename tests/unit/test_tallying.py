"""From facts to counts: whatever happens, a count is the number of its facts."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.comments import PREVIEWED, Comment, Draft, Status, compose
from shared.domain.judging import Decision, Verdict
from shared.domain.readers import Reader
from shared.domain.shares import Network, ShareClick
from shared.domain.tallying import (
    Replies,
    ReplyMove,
    Subject,
    from_click,
    from_comment,
    reply_move,
    settle,
    total,
)

AT = 1_795_341_600_125


def comment(status: Status) -> Comment:
    return compose(
        Draft(author_name="Ann", body="Hello"),
        by=Reader(id="0123456789abcdef"),
        on="a",
        under=None,
        verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
        at=AT,
        randomness=bytes(10),
    ).model_copy(update={"status": status})


@given(st.lists(st.sampled_from([None, *Status]), max_size=20))
def test_after_any_life_of_a_comment_the_tallies_say_where_it_stands(statuses: Sequence[Status | None]) -> None:
    life = [None, *(comment(status) if status else None for status in statuses)]
    moves = (from_comment(before, after) for before, after in pairwise(life))
    sums = total(increment for move in moves for increment in move)
    last = life[-1]
    visible = {"comments": 1} if last and last.visible else {}
    assert sums.get(Subject("article", "a"), {}) == visible
    assert sums.get(Subject("queue", comment(Status.PENDING).id), {}) == ({last.status.value: 1} if last else {})


def test_a_change_that_is_no_move_between_statuses_adds_nothing() -> None:
    before = comment(Status.APPROVED)
    assert from_comment(before, before.model_copy(update={"replies": 7, "first_replies": ("x",)})) == []


def test_a_share_click_counts_for_the_article_and_for_its_network() -> None:
    click = ShareClick(article_id="a", network=Network.X, day="2026-11-22", reader_key="k", at=AT)
    assert total(from_click(click)) == {Subject("article", "a"): {"shares": 1, "x": 1}}


def test_a_top_level_comment_moves_no_reply() -> None:
    assert reply_move(None, comment(Status.APPROVED)) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=60))
def test_the_previewed_replies_are_always_the_first_visible_ones(wishes: Sequence[tuple[int, bool]]) -> None:
    replies, visible = Replies(0, ()), set[str]()
    for number, appeared in wishes:
        reply = f"reply {number}"
        if appeared == (reply in visible):
            continue
        visible ^= {reply}
        replies = settle(replies, [ReplyMove(reply, appeared=appeared)])
        assert replies.visible == len(visible)
        assert list(replies.first) == sorted(visible)[: len(replies.first)]
        assert len(replies.first) <= PREVIEWED


def test_the_first_three_replies_are_previewed() -> None:
    moves = [ReplyMove(f"reply {number}", appeared=True) for number in (4, 1, 5, 2, 3)]
    assert settle(Replies(0, ()), moves) == Replies(5, ("reply 1", "reply 2", "reply 3"))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30), st.integers(0, 30))
def test_it_makes_no_difference_where_a_batch_is_cut(wishes: Sequence[tuple[int, bool]], cut: int) -> None:
    visible, moves = set[int](), list[ReplyMove]()
    for number, appeared in wishes:
        if appeared != (number in visible):
            visible ^= {number}
            moves.append(ReplyMove(f"reply {number}", appeared=appeared))
    whole = settle(Replies(0, ()), moves)
    assert settle(settle(Replies(0, ()), moves[:cut]), moves[cut:]) == whole
