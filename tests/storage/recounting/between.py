"""A proxy to DynamoDB that does something before each request."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import httpx

from tests.support.answering import answering


@contextmanager
def between(url: str, happens: Callable[[str], None]) -> Iterator[str]:
    """The address of a proxy to the DynamoDB at `url`. It calls `happens` with each operation's name before it."""
    one_at_a_time = threading.Lock()
    client = httpx.Client()

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with one_at_a_time:
                happens(self.headers["x-amz-target"].split(".")[1])
                sent = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                answer = client.post(url, content=body, headers=sent | {"accept-encoding": "identity"})
            self.send_response(answer.status_code)
            for name in ("content-type", "x-amzn-errortype"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with client, answering(Passing) as address:
        yield address
