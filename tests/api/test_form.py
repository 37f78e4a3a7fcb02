"""The form of pages without JavaScript: its comments always wait, and their number per address is limited."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.http_client import LocalClient
from tests.api.markup import document, fields, links, text
from tests.support.api_people import ARTICLE, Chief, Desk, Reader, bodies, thread
from tests.support.stacks import MORNING

FORM = "/v1/articles/ferries/form"
PAGE = "/v1/articles/ferries/thread.html"
HOUR = 3_600_000
NOW = MORNING // 1_000
NASTY = "</textarea><script>alert(1)</script>\"'"
NewReader = Callable[[str], Reader]


def submit(api: LocalClient, **typed: str) -> httpx.Response:
    """Send the form of the page with the typed text, as a browser does."""
    return api.post(FORM, data=fields(document(api.get(PAGE))) | {"author_name": "Ann", "body": "A word."} | typed)


def held(desk: Desk) -> list[dict[str, Any]]:
    queue: list[dict[str, Any]] = desk.queue("pending")["comments"]
    return queue


def test_what_the_form_brings_waits_and_the_reader_is_led_back_to_the_article(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    answer = submit(api, body="First line.\r\nSecond line.")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ARTICLE['url']}?postbag=held#postbag-held"
    assert answer.headers["cache-control"] == "no-store"
    [comment] = held(desk)
    assert (comment["author_name"], comment["body"]) == ("Ann", "First line.\nSecond line.")
    reasons = [finding["rule"] for finding in comment["verdict"]["findings"] if finding["outcome"] == "hold"]
    assert reasons == ["new-reader", "form"]
    assert bodies(thread(api)["comments"]) == ["The first."]
    known_reader.stack.pump()
    desk.approve(comment)
    assert len(thread(api)["comments"]) == 2


def test_whoever_sends_a_form_is_somebody_new_each_time(api: LocalClient, desk: Desk) -> None:
    submit(api, body="One.")
    submit(api, body="Two.")
    assert len({comment["reader_id"] for comment in held(desk)}) == 2


@pytest.mark.usefixtures("known_reader")
def test_a_pass_or_a_cookie_does_not_publish_what_comes_by_form(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    """Any site can make a browser send a form. The result is only a comment that waits for a moderator."""
    headers = {**known_reader.headers, "cookie": "a=b", "origin": "https://evil.example"}
    answer = api.post(FORM, data={"author_name": "Regular", "body": "Sent from elsewhere."}, headers=headers)
    assert answer.status_code == 303
    assert [comment["body"] for comment in held(desk)] == ["Sent from elsewhere."]
    assert len(known_reader.mine()) == 1


def test_without_a_known_article_the_form_leads_back_to_the_thread(api: LocalClient) -> None:
    answer = submit(api)
    assert answer.headers["location"] == "thread.html?postbag=held#postbag-held"


def test_a_form_on_the_newspapers_page_registers_its_article_and_leads_back_to_it(api: LocalClient) -> None:
    answer = submit(api, article_url="http://localhost/fährten?a=1#x", article_title="Ferries")
    assert answer.headers["location"] == "http://localhost/f%C3%A4hrten?a=1&postbag=held#postbag-held"
    assert thread(api)["article"]["title"] == "Ferries"


@pytest.mark.usefixtures("known_reader")
def test_the_form_leads_to_the_registered_address_and_never_to_one_from_the_request(api: LocalClient) -> None:
    answer = submit(api, article_url="http://localhost/elsewhere", article_title="Elsewhere")
    assert answer.headers["location"].startswith(ARTICLE["url"])


def test_the_form_does_not_lead_to_a_foreign_site(api: LocalClient, desk: Desk) -> None:
    answer = submit(api, article_url="https://evil.example/", article_title="Evil")
    assert (answer.status_code, "location" in answer.headers) == (422, False)
    assert held(desk) == []
    assert document(answer).find(".//form") is not None


@pytest.mark.usefixtures("known_reader")
def test_a_reply_by_form_waits_too_and_hangs_under_what_it_answers(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    [top] = thread(api)["comments"]
    root = document(api.get(PAGE, params={"replies_to": top["id"]}))
    assert api.post(FORM, data=fields(root) | {"author_name": "Ann", "body": "I agree."}).status_code == 303
    [reply] = held(desk)
    known_reader.stack.pump()
    desk.approve(reply)
    [shown] = thread(api)["comments"]
    assert bodies(shown["replies"]) == ["I agree."]


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"author_name": " "}, "author_name", "Write a name"),
        ({"author_name": "x" * 61}, "author_name", "60 characters"),
        ({"body": "\r\n"}, "body", "Write something"),
        ({"body": "x" * 5_001}, "body", "at most 5,000"),
        ({"body": "Cheap viagra"}, "body", "viagra"),
    ],
)
def test_what_cannot_be_accepted_comes_back_as_a_page_with_all_that_was_typed(
    api: LocalClient, desk: Desk, typed: dict[str, str], field: str, says: str
) -> None:
    answer = submit(api, **typed)
    assert (answer.status_code, answer.headers["cache-control"]) == (422, "no-store")
    root = document(answer)
    again = fields(root)
    sent = {"author_name": "Ann", "body": "A word.", **typed}
    assert {name: again[name].strip() for name in sent} == {name: value.strip() for name, value in sent.items()}
    [wrong] = [one for one in root.iter() if one.get("aria-invalid")]
    assert wrong.get("id") == field
    assert says in text(root.find(f".//*[@id='{wrong.get('aria-describedby')}']"))
    assert links(root, beginning="Name:" if field == "author_name" else "Comment:") == [f"#{field}"]
    assert held(desk) == []


@pytest.mark.parametrize("field", ["author_name", "body", "parent_id", "article_url", "article_title"])
def test_what_was_typed_comes_back_as_text_and_never_as_markup(api: LocalClient, field: str) -> None:
    fault = {} if field in ("parent_id", "article_url") else {"parent_id": "x"}
    answer = submit(api, **({"article_title": "T", "article_url": "http://localhost/"} | fault | {field: NASTY}))
    assert answer.status_code == 422
    assert "<script" not in answer.text
    assert fields(document(answer))[field] == NASTY


def test_a_filled_honeypot_and_an_unknown_field_are_no_way_around_waiting(api: LocalClient, desk: Desk) -> None:
    assert submit(api, website="https://spam.example").status_code == 303
    [comment] = held(desk)
    assert "honeypot" in [f["rule"] for f in comment["verdict"]["findings"] if f["outcome"] == "hold"]
    assert submit(api, status="approved").status_code == 422


def test_a_form_that_is_sent_twice_is_one_comment(api: LocalClient, desk: Desk) -> None:
    answers = [submit(api)]
    api.clock = (api.clock or 0) + 1_500
    answers.append(submit(api))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(held(desk)) == 1


def test_one_address_may_send_five_forms_an_hour(api: LocalClient, desk: Desk) -> None:
    for number in range(5):
        assert submit(api, body=f"Number {number}").status_code == 303
    api.clock = (api.clock or 0) + HOUR - 1_001
    answer = submit(api, body="One too many")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    root = document(answer)
    assert text(root.find(".//title")) == "Your comment was not sent: Comments"
    assert "next hour" in text(root.find(".//*[@role='alert']"))
    assert fields(root)["body"].strip() == "One too many"
    assert len(held(desk)) == 5
    api.clock += 1_001
    assert submit(api, body="One too many").status_code == 303


def test_another_address_has_a_count_of_its_own_and_a_household_one(api: LocalClient) -> None:
    for number in range(5):
        api.address = f"2001:db8:1:1::{number + 1}"
        assert submit(api, body=f"Number {number}").status_code == 303
    api.address = "2001:db8:1:1:ffff::1"
    assert submit(api, body="From the same network").status_code == 429
    for address in ("2001:db8:1:2::1", "203.0.113.8"):
        api.address = address
        assert submit(api, body="From elsewhere").status_code == 303


def test_what_was_refused_does_not_count(api: LocalClient) -> None:
    for _ in range(6):
        assert submit(api, body="").status_code == 422
    assert submit(api).status_code == 303


def test_a_form_is_one_batched_read_and_one_transaction_once_the_month_has_its_key(
    api: LocalClient, calls: list[str]
) -> None:
    submit(api, body="The month's first.")
    calls.clear()
    api.post(FORM, data={"author_name": "Ann", "body": "A word."})
    assert calls == ["BatchGetItem", "TransactWriteItems"]


def test_no_address_is_stored(api: LocalClient, stack: Any) -> None:
    submit(api)
    items = stack.dynamodb.scan(TableName=stack.system.table.name)["Items"]
    kept = {kind: [item for item in items if item["pk"]["S"].startswith(kind)] for kind in ("FLOOD#", "ORIGIN#")}
    assert {item["pk"]["S"].rpartition(".")[0] for item in kept["FLOOD#"]} == {
        "FLOOD#2026-11-22T10#form",
        "FLOOD#2026-11-22T10#address",
    }
    assert {int(item["expires_at"]["N"]) - NOW for item in kept["FLOOD#"]} == {2 * 3_600}
    assert [int(item["expires_at"]["N"]) - NOW for item in kept["ORIGIN#"]] == [30 * 86_400]
    assert api.address not in str(items)


@pytest.mark.usefixtures("known_reader")
def test_a_closed_thread_takes_no_form_and_keeps_what_was_written(api: LocalClient, chief: Chief) -> None:
    chief.changes(state="closed")
    page = document(api.get(PAGE))
    assert (page.find(".//form"), "closed" in text(page.find(".//section"))) == (None, True)
    answer = api.post(FORM, data={"author_name": "Ann", "body": "Too late."})
    root = document(answer)
    assert (answer.status_code, root.find(".//form")) == (403, None)
    assert text(root.find(".//textarea")) == "Too late."


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"author_name": "Ann", "body": "A word."}', "application/json", 415),
        (b"author_name=Ann&body=A+word.", "text/plain", 415),
        (b"author_name=Ann&body=%FF%FE", "application/x-www-form-urlencoded", 400),
        (b"author_name=Ann&body=\xff", "application/x-www-form-urlencoded", 400),
        (b"author_name=Ann&body=a&body=b", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(50)), "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 422),
    ],
)
def test_what_is_no_form_is_refused_with_a_page(api: LocalClient, content: bytes, kind: str, status: int) -> None:
    answer = api.post(FORM, content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert document(answer).find(".//form") is not None


@pytest.mark.parametrize(
    "path", ["/v1/passes", "/v1/articles/ferries/comments", "/v1/articles/ferries/shares", "/v1/moderation/decisions"]
)
def test_no_other_route_takes_a_form(api: LocalClient, desk: Desk, path: str) -> None:
    answer = api.post(path, data={"network": "copy"}, headers=desk.headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
