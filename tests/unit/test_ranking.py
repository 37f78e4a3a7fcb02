"""The score of a comment, from readers' votes."""

from shared.domain.comments.ranking import score


def test_counts_that_lack_a_fact_still_have_a_score():
    assert score(-1, 2) == score(0, 2) == 0
    assert score(3, -1) == score(3, 0)
