"""No judge raises an error, whatever the other side does: the comment is held, and the finding says why."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Protocol

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.domain.judging.verdict import Finding, Outcome
from shared.slow_judges.akismet import Akismet
from shared.slow_judges.circuit_breaker import Breaker
from shared.slow_judges.http_call import post
from shared.slow_judges.newspaper import NewspaperJudge
from shared.slow_judges.service import Guarded
from tests.slow_judges.other_side import ASKED, NOW, Behaviour, OtherSide, other_side, says

WAITS = " The comment waits for a moderator."
PASSES = {"akismet": b"false", "newspaper": b'{"outcome": "pass"}'}
"""An answer that would pass the comment if the judge believed it."""

PATIENT, HASTY = 20, 0.2
"""Seconds that a judge has where a test waits for its answer, and where it does not."""


class Makes(Protocol):
    """Makes a judge at an address."""

    def __call__(self, url: str, *, seconds: float = PATIENT) -> Guarded: ...


def akismet(url: str, *, seconds: float = PATIENT) -> Guarded:
    return Guarded(Akismet("key", "https://www.example.org/", url=url, seconds=seconds), Breaker())


def newspaper(url: str, *, seconds: float = PATIENT) -> Guarded:
    host = url.split("/")[2]
    return Guarded(NewspaperJudge(url, "a-key-that-is-long-enough-to-be-used", {host}, seconds=seconds), Breaker())


@pytest.fixture(params=[akismet, newspaper], ids=["akismet", "newspaper"])
def make(request: pytest.FixtureRequest) -> Makes:
    return request.param


def assert_held(finding: Finding, *words: str) -> None:
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence.startswith({"akismet": "Akismet ", "newspaper": "The newspaper's judge "}[finding.rule])
    assert finding.evidence.endswith(WAITS)
    for word in words:
        assert word in finding.evidence


def closes(request: BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def closes_in_the_middle(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "500")
    request.end_headers()
    request.wfile.write(b"false")


def is_no_http(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"220 mail.example.org ESMTP\r\n\r\n")


def has_broken_chunks(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"zz\r\nfalse\r\n")


@pytest.mark.parametrize(
    ("behaves", "words"),
    [
        (says(b"", 500), "answered with status 500"),
        (says(b"slow down", 429, Retry_After="1"), "answered with status 429"),
        (says(b"", 503, Retry_After="0"), "answered with status 503"),
        (says(b"", 204), "answered with status 204"),
        (says(b"", 404), "answered with status 404"),
        (says(b"", 410), "answered with status 410"),
        (says(b"x" * 65_537), "answered with more than 65,536 bytes"),
        (closes, "the connection failed"),
        (closes_in_the_middle, "the connection failed"),
        (is_no_http, "the connection failed"),
        (has_broken_chunks, "the connection failed"),
        (says(b"\xff\xfe\x00"), "did not judge it|something else than an outcome"),
        (says(b""), "did not judge it|something else than an outcome"),
        (says(b"[" * 60_000), "did not judge it|something else than an outcome"),
        (says(b"<html>Sign in first</html>"), "did not judge it|something else than an outcome"),
    ],
)
def test_an_answer_that_is_none_holds_the_comment(
    there: OtherSide, make: Makes, behaves: Behaviour, words: str
) -> None:
    there.behaves = behaves
    finding = make(f"{there.url}/judge").judge(ASKED, at=NOW)
    assert_held(finding)
    assert any(word in finding.evidence for word in words.split("|")), finding.evidence
    assert len(there.requests) == 1


@pytest.mark.parametrize("status", [201, 203, 302, 400, 500])
def test_a_pass_with_any_status_but_200_is_not_believed(there: OtherSide, make: Makes, status: int) -> None:
    judge = make(f"{there.url}/judge")
    there.behaves = says(PASSES[judge.name], status)
    assert_held(judge.judge(ASKED, at=NOW), f"answered with status {status}")


def test_a_pass_that_is_too_large_is_not_believed(there: OtherSide, make: Makes) -> None:
    judge = make(f"{there.url}/judge")
    there.behaves = says(PASSES[judge.name] + b" " * 65_536)
    assert_held(judge.judge(ASKED, at=NOW), "more than 65,536 bytes")
    there.behaves = says(PASSES[judge.name].ljust(65_536))
    assert judge.judge(ASKED, at=NOW).outcome is Outcome.PASS


def test_what_is_packed_is_not_unpacked_so_few_bytes_stay_few(there: OtherSide, make: Makes) -> None:
    judge = make(f"{there.url}/judge")
    there.behaves = says(gzip.compress(PASSES[judge.name]), Content_Encoding="gzip")
    assert_held(judge.judge(ASKED, at=NOW))
    assert there.requests[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_wherever_it_leads(there: OtherSide, make: Makes, status: int) -> None:
    judge = make(f"{there.url}/judge")
    with other_side() as elsewhere:
        elsewhere.behaves = says(PASSES[judge.name])
        there.behaves = says(b"", status, Location=f"{elsewhere.url}/judge")
        assert_held(judge.judge(ASKED, at=NOW), f"answered with status {status}")
        assert elsewhere.requests == []


def test_where_nobody_listens_the_connection_fails(make: Makes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    assert_held(make(f"http://127.0.0.1:{port}/judge").judge(ASKED, at=NOW), "the connection failed")


def drips_its_body(there: OtherSide) -> Behaviour:
    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        drip(there, request)

    return behave


def drips_its_headers(there: OtherSide) -> Behaviour:
    def behave(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        drip(there, request)

    return behave


def is_silent(there: OtherSide) -> Behaviour:
    return lambda _: there.over.wait() and None


def drip(there: OtherSide, request: BaseHTTPRequestHandler) -> None:
    try:
        while not there.over.wait(0.05):
            request.wfile.write(b" ")
    except OSError:
        there.over.set()  # the caller that waited is gone


@pytest.mark.parametrize("behaves", [drips_its_body, drips_its_headers, is_silent])
def test_an_answer_that_is_too_late_is_not_waited_for_however_it_comes(
    there: OtherSide, make: Makes, behaves: Callable[[OtherSide], Behaviour]
) -> None:
    there.behaves = behaves(there)
    began = time.monotonic()
    judge = make(f"{there.url}/judge", seconds=HASTY)
    assert_held(judge.judge(ASKED, at=NOW), "did not answer within 0.2 seconds")
    assert time.monotonic() - began < 10


def test_nobody_goes_on_reading_what_nobody_waits_for(there: OtherSide, make: Makes) -> None:
    there.behaves = drips_its_body(there)
    make(f"{there.url}/judge", seconds=HASTY).judge(ASKED, at=NOW)
    assert there.over.wait(20), "the connection was not closed"


def test_a_server_whose_certificate_nobody_vouches_for_is_told_nothing(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as tls:
                    heard.append(tls.recv(65_536))
            except OSError:
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        judge = newspaper(f"https://127.0.0.1:{server.getsockname()[1]}/judge")
        assert_held(judge.judge(ASKED, at=NOW), "certificate", "not to be trusted")
        thread.join()
    assert heard == []


def self_signed(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    place = folder / "certificate.pem"
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.write_bytes(plain + certificate.public_bytes(serialization.Encoding.PEM))
    return place


def test_nothing_is_sent_to_another_machine_that_everybody_on_the_way_could_read() -> None:
    with pytest.raises(ValueError, match="https"):
        post("http://rest.akismet.com/1.1/comment-check", b"", {}, seconds=1)


def test_after_five_failures_the_other_side_is_left_alone_for_a_minute(there: OtherSide, make: Makes) -> None:
    judge = make(f"{there.url}/judge")
    there.behaves = says(b"", 500)
    for _ in range(8):
        finding = judge.judge(ASKED, at=NOW)
    assert_held(finding, "was not asked", "failed 5 times in a row", "status 500", "from 10:01:00 UTC")
    assert len(there.requests) == 5
    there.behaves = says(PASSES[judge.name])
    assert judge.judge(ASKED, at=NOW + 60_000).outcome is Outcome.PASS
