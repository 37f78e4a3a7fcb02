"""Readers come back by shared links: they are counted once, and what says so does not stay in the address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Request, Route

from tests.browser.people import ARTICLE, Reader


def is_visit(request: Request) -> bool:
    return request.url.endswith("/visits")


def is_comment(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/comments")


def test_who_comes_by_a_shared_link_is_counted_once_and_the_address_forgets_it(
    new_reader: Callable[..., Reader],
) -> None:
    reader, visits = new_reader(), list[Request]()
    page = reader.page
    page.on("request", lambda request: visits.append(request) if is_visit(request) else None)
    with page.expect_response(lambda answer: is_visit(answer.request)) as answer:
        reader.opens("?page=1&via=u5&flag#story")
    assert (answer.value.status, answer.value.request.post_data_json) == (202, {"via": "u5"})
    assert page.url == f"{reader.site.url}/?page=1&flag#story"
    with page.expect_request(is_comment) as comment:
        reader.posts("A friend sent me this.")
    assert comment.value.post_data_json["via"] == "u5"
    page.reload()
    reader.sees_the_thread()
    assert len(visits) == 1
    assert page.context.cookies() == []


@pytest.mark.parametrize("missing", ["postbag-share", "postbag-comments"])
def test_one_element_is_enough_and_a_refused_beacon_is_sent_as_a_request(
    new_reader: Callable[..., Reader], missing: str
) -> None:
    reader = new_reader()
    page = reader.page

    def without(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(missing, "div").replace(ARTICLE, reader.article))

    page.route("**/?via=n8", without)
    page.add_init_script("navigator.sendBeacon = () => false")
    with page.expect_response(lambda answer: is_visit(answer.request)) as answer:
        page.goto(f"{reader.site.url}/?via=n8")
    assert answer.value.json() == {"counted": True}
    assert answer.value.request.post_data_json == {"via": "n8"}


def test_an_address_that_says_via_for_something_else_is_left_alone(new_reader: Callable[..., Reader]) -> None:
    reader, visits = new_reader(), list[Request]()
    reader.page.on("request", lambda request: visits.append(request) if is_visit(request) else None)
    reader.opens("?via=newsletter")
    assert reader.page.url == f"{reader.site.url}/?via=newsletter"
    assert visits == []
