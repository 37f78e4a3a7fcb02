"""`postbag serve` and `postbag token`, as a developer uses them."""

import re
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.cli import main
from local.http_client import BROWSER
from tests.support.processes import ROOT, Running, running
from tests.support.small_project import Project


class Served:
    """A running `postbag serve`."""

    def __init__(self, process: Running, keeping: Path) -> None:
        self.process = process
        self.keeping = keeping
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.until("Stop with Ctrl-C"))
        assert found
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **given: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=30, trust_env=False, **given)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole service with its demo; one for all tests of this file, since a start takes seconds."""
    keeping = tmp_path_factory.mktemp("runtime")
    with running("-m", "local", "serve", "--port", "0", XDG_RUNTIME_DIR=str(keeping)) as process:
        yield Served(process, keeping)
        assert process.stop() == 0
        assert process.said.rstrip().endswith("Stopped.")
        assert list(keeping.rglob("*.json")) == []


@pytest.fixture
def token(served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(served.keeping))
    assert main(["token", "--url", served.url]) == 0
    return capsys.readouterr().out.strip()


def test_it_says_where_everything_is_and_who_may_sign_in(served: Served):
    said = served.process.said
    for place in ("/", "/desk/", "/v1/health"):
        assert f"{served.url}{place}" in said
        assert served.get(place).status_code == 200
    assert re.search(r"user moderator, password [0-9a-f]{12}\b", said)


def test_the_demo_is_a_thread_with_replies_pending_comments_and_shares(served: Served, token: str):
    article = re.search(r'<postbag-comments article-id="([^"]+)"', served.get("/").text)
    assert article
    page = served.get(f"/v1/articles/{article[1]}/comments").json()
    assert page["article"]["comment_count"] == 15
    assert sum(comment["reply_count"] for comment in page["comments"]) == 6
    assert served.get(f"/v1/articles/{article[1]}/shares").json()["total"] == 19
    queues = served.get("/v1/moderation/queues", headers={"authorization": f"Bearer {token}"}).json()["queues"]
    assert queues["pending"]["count"] == 2


def test_the_token_command_gives_what_curl_needs(served: Served, token: str):
    asked = {"authorization": f"Bearer {token}"}
    assert served.get("/v1/moderation/queues/pending", headers=asked).status_code == 200
    assert served.get("/v1/moderation/queues/pending").status_code == 401


def test_the_token_command_gives_an_admins_too(served, token, monkeypatch, capsys):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(served.keeping))
    assert main(["token", "--role", "admin", "--url", served.url + "/"]) == 0
    admin = capsys.readouterr().out.strip()
    assert admin != token
    assert served.get("/v1/moderation/queues", headers={"authorization": f"Bearer {admin}"}).status_code == 200


def test_passwords_are_kept_where_only_their_user_can_read_them(served: Served):
    (file,) = served.keeping.rglob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_stream_is_delivered_in_the_background(served: Served):
    about = {"network": "facebook", "article": {"url": f"{served.url}/news", "title": "News"}}
    posted = httpx.post(
        f"{served.url}/v1/articles/background/shares",
        json=about,
        headers={"user-agent": BROWSER},
        timeout=30,
        trust_env=False,
    )
    assert posted.json() == {"counted": True}
    for _ in range(1000):
        total = served.get("/v1/articles/background/shares").json()["total"]
        if total:
            break
    assert total == 1


def test_requests_are_shown_with_their_status(served: Served):
    served.get("/v1/counts", params={"article_ids": "shown"})
    assert re.search(r"GET +/v1/counts\?article_ids=shown  200  \d+ ms", served.process.until("article_ids=shown"))


def test_it_listens_on_loopback_only(served: Served):
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.2", served.port))


def test_a_port_in_use_is_told_in_one_line(served: Served, capsys: pytest.CaptureFixture[str]):
    assert main(["serve", "--port", str(served.port)]) == 1
    said = capsys.readouterr().err
    assert said == (
        f"postbag: port {served.port} is in use; stop what runs there, or take another: --port {served.port + 1}\n"
    )


def test_no_service_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert main(["token", "--url", "http://127.0.0.1:9"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("postbag: nothing serves at http://127.0.0.1:9 ")
    assert said.count("\n") == 1


def test_a_broken_template_is_told_in_one_line(project: Project, capsys: pytest.CaptureFixture[str]):
    project.write("template.yaml", "Resources: [")
    assert main(["serve", "--port", "0", "--template", str(project.template)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("postbag: template.yaml: line ")
    assert said.count("\n") == 1


def test_a_dynamodb_that_does_not_answer_is_told_in_one_line():
    with running("-m", "local", "serve", "--port", "0", "--endpoint-url", "http://127.0.0.1:9") as process:
        process.until("\n")
        assert process.process.wait(timeout=60) == 1
    assert process.said.startswith("postbag: no DynamoDB answers at http://127.0.0.1:9")
    assert process.rest() == ""


def test_it_reloads_saved_code_and_shows_what_breaks(project: Project, tmp_path: Path):
    project.code("handler = lambda *_: {'statusCode': 200, 'body': 'first'}")
    command = ("-m", "local", "serve", "--port", "0", "--empty", "--template", str(project.template))
    with running(*command, XDG_RUNTIME_DIR=str(tmp_path)) as process:
        small = Served(process, tmp_path)
        assert small.get("/v1/things/a").text == "first"
        project.code("def handler(:")
        assert small.get("/v1/things/a").status_code == 500
        assert "EchoFunction failed: SyntaxError in functions/echo/app.py, line 1" in process.until("failed")
        project.code("handler = lambda *_: {'statusCode': 200, 'body': 'third'}")
        assert small.get("/v1/things/a").text == "third"
        assert process.stop(signal.SIGTERM) == 0
        assert "Traceback" not in process.said.partition("SyntaxError")[0]


def test_the_command_answers_from_any_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["invoke", str(ROOT / "events" / "threads.health.json")]) == 0
    assert '"statusCode": 200' in capsys.readouterr().out
