"""A draft becomes a comment."""

import pytest
from pydantic import ValidationError

from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.public_comment import PublicComment
from shared.domain.identifiers import created_at, is_article_id, random_part, randomness_from_key, ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.domain.times import rfc3339

AT = 1_795_341_600_125
READER = Reader(id="0123456789abcdef")


def comment(body: str = "Hello", *, under: Comment | None = None, decision: Decision = Decision.PUBLISH) -> Comment:
    return compose(
        Draft(author_name="Ann", body=body),
        by=READER,
        on="a",
        under=under,
        verdict=Verdict(decision=decision, findings=(), policy_hash="p"),
        at=AT,
        comment_id=ulid(AT, body.encode().ljust(10, b".")[:10]),
    )


def test_a_comment_id_tells_when_it_was_written_and_sorts_by_it() -> None:
    ids = [ulid(at, bytes([255 - at % 7]) * 10) for at in range(AT, AT + 50)]
    assert ids == sorted(ids)
    assert [created_at(one) for one in ids] == list(range(AT, AT + 50))


def test_a_comment_id_is_a_lower_case_ulid() -> None:
    assert ulid(1_469_918_176_385, bytes(10)) == "01aryz6s410000000000000000"  # the time in the specification's example
    assert random_part(ulid(AT, b"\xff" * 10)) == "z" * 16


def test_the_same_reader_article_and_key_give_the_same_randomness_and_no_others_do() -> None:
    given = {
        randomness_from_key(*parts) for parts in [("r", "a", "k"), ("r", "a", "k2"), ("r", "a2", "k"), ("r2", "a", "k")]
    }
    assert len(given) == 4
    assert randomness_from_key("r", "a", "k") in given


@pytest.mark.parametrize("name", ["a", "A.b_c~d-9", "x" * 128])
def test_article_ids_are_what_the_contract_says(name: str) -> None:
    assert is_article_id(name)


@pytest.mark.parametrize("name", ["", "-a", "a b", "a/b", "é", "x" * 129, "a\n", "a#b"])
def test_nothing_else_is_an_article_id(name: str) -> None:
    assert not is_article_id(name)


def test_a_held_comment_is_pending_and_not_visible() -> None:
    held = comment(decision=Decision.HOLD)
    assert (held.status, held.visible) == (Status.PENDING, False)


def test_replies_nest_to_depth_three_and_deeper_ones_hang_under_their_ancestor_there() -> None:
    chain = [comment("0")]
    for number in range(1, 7):
        chain.append(comment(str(number), under=chain[-1]))
    assert [one.depth for one in chain] == [0, 1, 2, 3, 4, 4, 4]
    assert [one.parent_id for one in chain] == [None, *(chain[up].id for up in (0, 1, 2, 3, 3, 3))]
    assert [one.answers for one in chain[1:]] == [one.id for one in chain[:-1]]


def test_times_are_rfc_3339_with_milliseconds() -> None:
    assert rfc3339(AT) == "2026-11-22T10:00:00.125Z"
    assert PublicComment.of(comment()).model_dump(mode="json")["created_at"] == "2026-11-22T10:00:00.125Z"


def test_readers_see_no_more_of_a_comment_than_the_contract_names() -> None:
    assert set(PublicComment.of(comment()).model_dump()) == {
        *("id", "article_id", "parent_id", "answers", "author", "body_html", "created_at", "edited_at", "status"),
        *("votes", "reply_count", "replies", "replies_cursor", "pinned", "withdrawn"),
    }


@pytest.mark.parametrize(
    "fields",
    [{"author_name": "\u200b"}, {"author_name": "x" * 61}, {"body": " \n"}, {"body": "x" * 10_001}, {"rank": 1}],
)
def test_a_draft_without_a_name_or_a_text_or_with_unknown_fields_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Draft.model_validate({"author_name": "Ann", "body": "Hello", **fields})


def test_the_same_draft_has_the_same_fingerprint_whoever_normalised_it() -> None:
    assert (
        Draft(author_name="Ann ", body="caf\u00e9\r\n").fingerprint
        == Draft(author_name="Ann", body="cafe\u0301").fingerprint
    )
    assert Draft(author_name="An", body="nx").fingerprint != Draft(author_name="Ann", body="x").fingerprint
