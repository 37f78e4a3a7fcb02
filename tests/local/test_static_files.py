"""Static files are served strictly: the right ones, with the right headers, and no others."""

from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from local.serve.static_files import POLICY, StaticFiles
from tests.support.small_project import Project

ORIGIN = "http://127.0.0.1:8123"


@pytest.fixture
def browser(project: Project) -> Iterator[Client]:
    project.write("local/site/index.html", "<title>Article</title>")
    project.write("local/site/site.css", "body {}")
    project.write("local/site/.secret", "no")
    project.write("widget/postbag.js", "export {};")
    project.write("desk/index.html", "<title>Desk</title>")
    (project.root / "widget" / "linked.js").symlink_to(project.template)
    return Client(StaticFiles(project.root, ORIGIN, f"{ORIGIN}/issuer"))


def get(browser: Client, path: str, **given):
    return browser.get(path, base_url=ORIGIN, **given)


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("/", "text/html; charset=utf-8", "Article"),
        ("/site.css", "text/css; charset=utf-8", "body"),
        ("/widget/postbag.js", "text/javascript; charset=utf-8", "export"),
        ("/desk/", "text/html; charset=utf-8", "Desk"),
        ("/desk/index.html", "text/html; charset=utf-8", "Desk"),
    ],
)
def test_files_are_served_with_a_strict_policy(browser: Client, path: str, kind: str, text: str):
    answer = get(browser, path)
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert text in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/widget/",
        "/widget/nothing.js",
        "/widget/../template.yaml",
        "/widget/..%2ftemplate.yaml",
        "/../../template.yaml",
        "/%2e%2e/template.yaml",
        "//etc/passwd",
        "/widget//etc/passwd",
        "/.secret",
        "/widget/linked.js",
        "/template.yaml",
        "/functions/echo/app.py",
        "/desk/\x00",
    ],
)
def test_nothing_else_is_served(browser: Client, path: str):
    answer = get(browser, path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_the_desk_is_told_where_to_sign_in(browser: Client):
    assert get(browser, "/desk/config.json").json == {
        "issuer": f"{ORIGIN}/issuer",
        "client_id": "postbag-desk",
        "scope": "openid profile",
        "api": "",
    }


def test_a_file_that_has_not_changed_is_not_sent_again(browser: Client):
    tag = get(browser, "/widget/postbag.js").headers["etag"]
    assert get(browser, "/widget/postbag.js", headers={"if-none-match": tag}).status_code == 304


def test_pages_of_other_origins_may_load_the_widget_and_nothing_else(browser: Client):
    assert get(browser, "/widget/postbag.js").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in get(browser, "/desk/").headers


def test_the_name_localhost_leads_to_the_one_origin(browser: Client):
    answer = browser.get("/desk/?code=1", base_url="http://localhost:8123")
    assert (answer.status_code, answer.headers["location"]) == (302, f"{ORIGIN}/desk/?code=1")


def test_only_reading_is_answered(browser: Client):
    answer = browser.post("/", base_url=ORIGIN)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_the_desk_is_found_without_its_slash(browser: Client):
    assert get(browser, "/desk").headers["location"] == "/desk/"
