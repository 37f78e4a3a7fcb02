"""A DynamoDB that something happens in before each request that is made of it here."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import httpx

from tests.support.answering import answering


@contextmanager
def between(url: str, happens: Callable[[str], None]) -> Iterator[str]:
    """Where the DynamoDB at `url` can be reached; `happens` is told of each operation before it is carried out."""
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
            """Say nothing."""

    with client, answering(Passing) as address:
        yield address
