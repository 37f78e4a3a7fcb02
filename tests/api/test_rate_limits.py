"""The number of comments is limited, and their origin stored, for every sender at every speed."""

from collections.abc import Callable

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import Chief, Reader

HOUR = 3_600_000
LONG = "I took the night ferry for twenty years, and I never missed it once."
NewReader = Callable[[str], Reader]


def test_a_reader_sends_so_many_comments_an_hour_and_is_told_when_the_next_begins(
    api: LocalClient, known_reader: Reader, reader: NewReader, chief: Chief
) -> None:
    chief.sets(comments_per_hour=3)
    for number in range(2):  # known_reader sent one in this hour, too
        assert known_reader.send(f"Number {number}", key=f"k{number}").status_code == 201
    refused = known_reader.send("One too many")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-comments")
    assert refused.headers["retry-after"] == str(HOUR // 1_000 - 1)
    assert reader("Ann").send("Somebody else").status_code == 201
    again = known_reader.send("Number 1", key="k1")
    assert again.status_code == 201, "what arrived before is answered as before, however much was sent since"
    api.clock = (api.clock or 0) + HOUR
    assert known_reader.send("The next hour").status_code == 201


def test_an_address_sends_so_many_comments_an_hour_whoever_writes_there(
    api: LocalClient, reader: NewReader, chief: Chief
) -> None:
    chief.sets(comments_per_hour_from_address=2)
    for name in ("Ann", "Bob"):
        assert reader(name).send(f"From {name}").status_code == 201
    assert reader("Eve").send("From Eve").status_code == 429
    api.address = "203.0.113.99"
    assert reader("Zoe").send("From elsewhere").status_code == 201


def test_the_same_text_again_is_held_whoever_sends_it_and_however_it_is_spaced(
    api: LocalClient, known_reader: Reader, reader: NewReader
) -> None:
    assert known_reader.comment(LONG)["status"] == "approved"
    assert known_reader.comment(f"  {LONG.upper()[:30]}{LONG[30:]} ")["status"] == "pending"
    assert known_reader.comment("Thank you!")["status"] == "approved"
    assert known_reader.comment("Thank you!")["status"] == "approved"
    api.clock = (api.clock or 0) + 24 * HOUR
    assert known_reader.comment(LONG)["status"] == "approved", "another day"
    assert reader("Ann").comment(LONG)["status"] == "pending"


def test_an_edit_to_a_text_that_was_sent_before_is_held_and_a_small_one_is_not(
    api: LocalClient, known_reader: Reader
) -> None:
    known_reader.comment(LONG)
    other = known_reader.comment("Something else entirely, and long enough to be told from short remarks.")
    place = f"/v1/articles/ferries/comments/{other['id']}"
    same = api.patch(place, json={"body": f"{other['body_html'][15:-4]}!"}, headers=known_reader.headers)
    assert same.json()["comment"]["status"] == "approved"
    api.clock = (api.clock or 0) + 1_000
    copied = api.patch(place, json={"body": LONG}, headers=known_reader.headers)
    assert copied.json()["comment"]["status"] == "pending"


def test_what_is_sent_right_after_the_page_was_opened_is_held(known_reader: Reader) -> None:
    assert known_reader.comment("So fast.", seconds=1)["status"] == "pending"
    assert known_reader.comment("As a person.", seconds=40)["status"] == "approved"


def test_where_a_comment_came_from_is_a_hash_that_expires_and_no_address(
    api: LocalClient, known_reader: Reader, stack: Stack
) -> None:
    comment = known_reader.comment()
    items = stack.dynamodb.scan(TableName=stack.system.table.name)["Items"]
    [origin] = [item for item in items if item["pk"]["S"] == f"ORIGIN#ferries#{comment['id']}"]
    assert len(origin["address"]["S"]) == 32
    assert int(origin["expires_at"]["N"]) * 1_000 == (api.clock or 0) + 30 * 24 * HOUR
    assert api.address not in str(items)


def test_a_comment_is_one_batched_read_and_one_transaction(known_reader: Reader, calls: list[str]) -> None:
    known_reader.api.post(
        "/v1/articles/ferries/comments", json={"author_name": "Ann", "body": "A word."}, headers=known_reader.headers
    )
    assert calls == ["BatchGetItem", "TransactWriteItems"]
