"""A walk over past comments returns none twice, even one that changes its queue during the walk."""

import pytest

from local.emulator.stack import Stack
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.visibility import shown
from shared.domain.moderation.search import queues_of
from shared.storage import table
from shared.storage.comments import comment_item
from shared.storage.moderation import past_comments
from shared.storage.moderation.past_comments import TimeSpan, Walk
from tests.api.past import past, stored
from tests.support.stacks import MORNING

pytestmark = pytest.mark.parametrize("started_storage_stack", ["started_on_ministack"], indirect=True)

SITE = past_comments.of_site(queues_of(None), TimeSpan(0, MORNING))


def _approved(comment: Comment) -> None:
    table.write(table.put(comment_item.to_item(shown(comment))))


def test_a_comment_that_is_decided_while_a_walk_is_under_way_is_not_met_twice(storage_stack: Stack) -> None:
    """It is held in a page that was read, and then moves to a later page of another queue."""
    written = [comment for comment in stored(storage_stack, past()) if comment.status is not Status.WITHDRAWN]
    walk = Walk(SITE)
    ahead = iter(walk)
    met = [next(ahead).id]
    waiting = [comment for comment in written if comment.status is Status.PENDING]
    for comment in waiting:
        _approved(comment)
    met += [comment.id for comment in ahead]
    assert met == sorted({*met}, reverse=True)
    decided = {comment.id for comment in waiting}
    assert [one for one in met if one not in decided] == [
        comment.id for comment in written[: written.index(_with(met[-1], written)) + 1] if comment.id not in decided
    ]


def test_a_walk_goes_on_behind_the_comment_it_was_left_at(storage_stack: Stack) -> None:
    written = [comment.id for comment in stored(storage_stack, past()[:90]) if comment.status is not Status.WITHDRAWN]
    met: list[str] = []
    behind = None
    while True:
        walk = Walk(SITE, behind=behind, most=20)
        met += [comment.id for comment in walk]
        assert walk.examined <= 20
        behind = walk.rest()
        if behind is None:
            break
        assert behind == met[-1]
    assert met == written
    assert walk.progress() == 1.0


def _with(comment_id: str, among: list[Comment]) -> Comment:
    return next(comment for comment in among if comment.id == comment_id)
