"""An HTTP client for the local gateway, without a network, and a reader's first steps with it."""

import base64
import hashlib
import io
import json
import sys
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx

from local.emulator.authorizer import Keys
from local.emulator.gateway import Functions, Gateway, wall_clock
from local.errors import LocalError

ADDRESS = "203.0.113.7"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
"""A reader's user agent, since robots and programs are not counted."""


class LocalClient(httpx.Client):
    """An HTTP client whose requests the gateway answers in this process.

    `clock` is the requests' time in milliseconds since 1970; `address` is the caller's address.
    """

    def __init__(self, stack: Functions, keys: Keys, clock: int | None = None) -> None:
        self.clock: int | None = clock
        self.gateway = Gateway(stack, keys, clock=lambda: wall_clock() if self.clock is None else self.clock)
        self.address = ADDRESS
        super().__init__(transport=_ToGateway(self), base_url="http://127.0.0.1:8000", headers={"user-agent": BROWSER})


class _ToGateway(httpx.BaseTransport):
    """A transport that follows PEP 3333 to the letter.

    httpx's own does not: it fails at paths beyond ASCII, repeated headers and some bytes in headers.
    """

    def __init__(self, door: LocalClient) -> None:
        self._door = door

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request to the gateway."""
        path, _, query = request.url.raw_path.partition(b"?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "SERVER_NAME": request.url.host,
            "SERVER_PORT": str(request.url.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": self._door.address,
            "wsgi.input": io.BytesIO(request.read()),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": request.url.scheme,
        }
        for raw_name, raw_value in request.headers.raw:
            name = raw_name.decode("latin-1").upper().replace("-", "_")
            key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
            value = raw_value.decode("latin-1")
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        started: list[Any] = []
        body = b"".join(self._door.gateway(environ, lambda status, headers: started.extend((status, headers))))
        status, headers = started
        return httpx.Response(int(status[:3]), headers=headers, content=body, request=request)


def solution(client: httpx.Client) -> str:
    """A solved proof of work in ALTCHA's version 1 format, as POST /v1/passes takes it."""
    challenge = answered(client.get("/v1/challenge"))
    salt = hashlib.sha256(challenge["salt"].encode())

    def digest(number: int) -> str:
        hashed = salt.copy()
        hashed.update(b"%d" % number)
        return hashed.hexdigest()

    number = next(n for n in range(challenge["maxnumber"] + 1) if digest(n) == challenge["challenge"])
    solved = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": number}
    return base64.b64encode(json.dumps(solved).encode()).decode()


def reader_pass(client: httpx.Client) -> str:
    """A reader pass, obtained as a page obtains it."""
    return str(answered(client.post("/v1/passes", json={"payload": solution(client)}))["pass"])


def answered(response: httpx.Response) -> dict[str, Any]:
    """The JSON of an answer. Raises LocalError if the request was refused."""
    if response.is_error:
        raise LocalError(f"{response.request.url.path} answered {response.status_code}: {response.text}")
    found: dict[str, Any] = response.json()
    return found
