"""Names that look like the newspaper's own are for its staff only."""

from collections.abc import Callable

from tests.api.newspaper import LoginSite
from tests.support.api_people import Desk, Reader

ROLE = "https://example.com/roles"


def test_a_guest_may_not_write_under_a_name_of_the_staff(reader: Callable[[str], Reader]) -> None:
    answer = reader("The Editоr").send()  # with a Cyrillic o; only part of the name is a staff name
    assert answer.status_code == 201
    answer = reader("Editоr").send()
    assert (answer.status_code, answer.json()["code"]) == (422, "comment-refused")
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/author_name", "staff-name")
    assert "“editor”" in error["detail"]


def test_a_name_and_a_text_that_are_refused_are_told_apart(reader: Callable[[str], Reader]) -> None:
    errors = reader("Adm1n").send("Buy viagra").json()["errors"]
    assert {(error["pointer"], error["code"]) for error in errors} == {
        ("/author_name", "staff-name"),
        ("/body", "banned-words"),
    }


def test_of_those_with_a_login_only_staff_may(login_site: LoginSite) -> None:
    answer = login_site.post(login_site.newspaper.token(), name="Moderator")
    assert [error["code"] for error in answer.json()["errors"]] == ["staff-name"]
    answer = login_site.post(login_site.newspaper.token(**{ROLE: ["newsroom"]}), name="Moderator")
    assert answer.json()["comment"]["author"] == {"name": "Moderator", "badge": "staff"}


def test_who_has_left_the_staff_cannot_edit_what_they_wrote_as_staff(login_site: LoginSite) -> None:
    written = login_site.post(login_site.newspaper.token(**{ROLE: "newsroom"}), name="Moderator").json()["comment"]

    def edit(token: str) -> int:
        place = f"/v1/articles/ferries/comments/{written['id']}"
        answer = login_site.api.patch(place, json={"body": "Better."}, headers={"authorization": f"Bearer {token}"})
        return answer.status_code

    assert edit(login_site.newspaper.token(**{ROLE: "newsroom"})) == 200
    assert edit(login_site.newspaper.token()) == 422


def test_moderators_see_why_the_name_was_allowed(login_site: LoginSite, moderator_token: str) -> None:
    login_site.post(login_site.newspaper.token(**{ROLE: "newsroom"}), name="Moderator")
    [queued] = Desk(login_site.api, login_site.stack, moderator_token).queue("pending")["comments"]
    [finding] = [one for one in queued["verdict"]["findings"] if one["rule"] == "staff-name"]
    assert (finding["outcome"], finding["evidence"]) == ("pass", "reads as “moderator”, by a member of staff")


def test_readers_see_the_badge_beside_the_name(login_site: LoginSite, moderator_token: str) -> None:
    desk = Desk(login_site.api, login_site.stack, moderator_token)
    for token, name in (
        (login_site.newspaper.token(**{ROLE: "newsroom"}), "Editor"),
        (login_site.newspaper.token(sub="b"), "Ben"),
    ):
        desk.approve(login_site.post(token, name=name).json()["comment"])
    page = login_site.api.get("/v1/articles/ferries/comments").json()
    shown = {comment["author"]["name"]: comment["author"]["badge"] for comment in page["comments"]}
    assert shown == {"Editor": "staff", "Ben": "verified"}
