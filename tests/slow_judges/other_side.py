"""The other side: a server on this machine that gives the answers a test sets, and remembers its requests."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple

from shared.domain.identifiers import ulid
from shared.slow_judges.service import CommentForJudges
from tests.support.answering import answering

NOW = 1_795_341_600_000  # 2026-11-22 10:00 UTC
ASKED = CommentForJudges(
    comment_id=ulid(NOW, bytes(range(10))),
    article_id="ferries",
    article_url="https://www.example.org/ferries",
    article_title="Ferries run again",
    author_name="Ada",
    body="Über die Brücke & weiter.\n\n“Right?” 👍🏽",
    created_at=NOW,
)

Behaviour = Callable[[BaseHTTPRequestHandler], None]


class Request(NamedTuple):
    """A request that the other side received."""

    path: str
    headers: Message
    body: bytes


class OtherSide:
    """A server. `behaves` is its action after it has read a request; `over` is set when the test ends."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.behaves: Behaviour = says(b"")
        self.over = threading.Event()

    @property
    def host(self) -> str:
        """Its `host:port`."""
        return self.url.removeprefix("http://")


@contextmanager
def other_side() -> Iterator[OtherSide]:
    """A server that runs as long as the block."""
    here = OtherSide()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.requests.append(Request(self.path, self.headers, body))
            here.behaves(self)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with answering(Handler) as here.url:
        try:
            yield here
        finally:
            here.over.set()


def says(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    """A behaviour that gives a regular answer."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return behave
