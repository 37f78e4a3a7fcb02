"""The newspaper's own login, for tests: an issuer with real keys that publishes them over HTTP on this machine."""

import base64
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.answering import answering

ISSUER = "https://login.example.com/"
AUDIENCE = "postbag"
STAFF = {"ReaderStaffClaim": "https://example.com/roles", "ReaderStaffValue": "newsroom"}

KINDS: dict[str, Callable[[], Key]] = {
    "RS256": lambda: RSAKey.generate_key(2048, auto_kid=True),
    "ES256": lambda: ECKey.generate_key("P-256", auto_kid=True),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", auto_kid=True),
}


class Newspaper:
    """An issuer. `keys` are the keys of its JWK set; `answer`, if set, answers at its address instead."""

    def __init__(self, algorithm: str, url: str = "") -> None:
        self.algorithm, self.url = algorithm, url
        self.asked = 0
        self.now = 0
        self.key: Any = None
        self.keys: list[dict[str, Any]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] | None = None
        if algorithm in KINDS:
            self.change_key()

    def shares(self, secret: str) -> None:
        """Sign with a secret from now on."""
        self.key = OctKey.import_key(secret)

    def change_key(self) -> None:
        """Sign with another key from now on, and publish only that."""
        self.key = KINDS[self.algorithm]()
        self.publish_key()

    def publish_key(self) -> None:
        """Publish the key it signs with, and only that."""
        self.keys = [self.public_key()]

    def public_key(self, **members: Any) -> dict[str, Any]:
        """The key it signs with, as it is published, with more members."""
        return {**self.key.as_dict(private=False), **members}

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of template.yaml for it."""
        place = {"ReaderJwksUrl": self.url} if self.url else {}
        return {"ReaderIssuer": ISSUER, "ReaderAudience": AUDIENCE, "ReaderAlgorithm": self.algorithm, **place, **STAFF}

    def claims(self, **claims: Any) -> dict[str, Any]:
        """The claims of a login; None leaves a claim out."""
        all_claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "auth0|4711",
            "iat": self.now,
            "exp": self.now + 300,
            **claims,
        }
        return {name: value for name, value in all_claims.items() if value is not None}

    def token(self, *, key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A login as the newspaper signs it."""
        sent_header = {"alg": self.algorithm, "kid": self.key.kid, **(header or {})}
        sent_header = {name: value for name, value in sent_header.items() if value is not None}
        loose = jwt.JWSRegistry(algorithms=[sent_header["alg"]], strict_check_header=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # some tests need weak keys and deprecated names
            return jwt.encode(sent_header, self.claims(**claims), key or self.key, registry=loose)


class LoginSite:
    """The service, deployed to accept the logins of a newspaper."""

    def __init__(self, newspaper: Newspaper, stack: Stack, api: LocalClient) -> None:
        self.newspaper, self.stack, self.api = newspaper, stack, api

    def later(self, milliseconds: int) -> None:
        """Let time pass for readers and newspaper."""
        self.api.clock = (self.api.clock or 0) + milliseconds
        self.newspaper.now = self.api.clock // 1_000

    def post(self, token: str, name: str = "Ann", body: str = "A fair point.") -> httpx.Response:
        """Comment with a login, or with another text in its place."""
        answer = self.api.post(
            "/v1/articles/ferries/comments",
            json={"author_name": name, "body": body},
            headers={"authorization": f"Bearer {token}"},
        )
        self.stack.pump()
        return answer

    def mine(self, token: str) -> httpx.Response:
        """The caller's own comments."""
        return self.api.get("/v1/articles/ferries/comments/mine", headers={"authorization": f"Bearer {token}"})


def text(part: Any) -> str:
    """A part of a JWT with any content."""
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def publishing(newspaper: Newspaper) -> Iterator[None]:
    """Publish the newspaper's keys at its address inside this context."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            newspaper.asked += 1
            if newspaper.answer:
                newspaper.answer(self)
            else:
                says(json.dumps({"keys": newspaper.keys}).encode())(self)

        def log_message(self, *_: Any) -> None:
            pass

    with answering(Keys) as address:
        newspaper.url = f"{address}/keys"
        yield


def says(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """The answer with this body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer
