"""The public keys of the newspaper's login, fetched as a JWK set (RFC 7517) from the one configured address."""

import json
import math
from functools import cache
from http import HTTPStatus
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import urllib3
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from shared.domain.refusals import LoginUnavailable
from shared.domain.times import MINUTE, SECOND
from shared.metrics import Metric
from shared.telemetry import fault

PublicKey = ECKey | OKPKey | RSAKey

FRESH_FOR = 10 * MINUTE
"""Time after which the keys are fetched again, in ms: a withdrawn key is valid no longer than this."""
PAUSE = 30 * SECOND
"""Shortest time between two fetches, in ms, whatever key ids the tokens name."""
TIME_LIMIT = 2
"""Seconds that a fetch may take in all."""
SIZE_LIMIT = 65_536
"""Bytes of the largest key set."""
_SMALLEST_RSA = 2_048
"""Bits of the shortest RSA key; RFC 7518, section 3.3."""

_SUITED: dict[str, tuple[type[PublicKey], str | None]] = {
    "RS256": (RSAKey, None),
    "ES256": (ECKey, "P-256"),
    "EdDSA": (OKPKey, "Ed25519"),
}
_CLIENT = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=TIME_LIMIT))


class Unfetched(Exception):  # noqa: N818  (says what the keys are)
    """The keys cannot be fetched; the message gives the reason, for the log."""


class Jwks:
    """The keys at one address that fit one algorithm. Times are the requests', in ms since the epoch."""

    def __init__(self, url: str, algorithm: str) -> None:
        self._url = url
        self._algorithm = algorithm
        self._keys: dict[str | None, PublicKey] = {}
        self._fetched: int | None = None
        self._tried: int | None = None

    def key(self, kid: str | None, *, at: int) -> PublicKey | None:
        """The key with this id, or the only key if a token names none; None if there is no such key.

        Raises:
            LoginUnavailable: the keys cannot be fetched now.
        """
        found = self._named(kid) if _since(self._fetched, at) < FRESH_FOR else None
        if found:
            return found
        if _since(self._tried, at) >= PAUSE:
            self._fetch(at)
        if self._fetched != self._tried:
            raise LoginUnavailable(
                "The newspaper's login cannot be checked at the moment. Nothing is wrong with yours: try again soon.",
                retry_after=PAUSE // SECOND,
            )
        return self._named(kid)

    def _named(self, kid: str | None) -> PublicKey | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)

    def _fetch(self, at: int) -> None:
        self._tried = at
        try:
            self._keys = _suitable(_in_time(self._url), self._algorithm)
            self._fetched = at
        except Unfetched as error:
            fault(
                Metric.LOGIN_KEYS_UNAVAILABLE, "the newspaper's keys cannot be fetched", why=str(error), url=self._url
            )


@cache
def jwks(url: str, algorithm: str) -> Jwks:
    """The keys at `url`: one object as long as the function lives."""
    return Jwks(url, algorithm)


def _since(then: int | None, at: int) -> float:
    """Milliseconds from `then` to `at`; infinite if `then` is None."""
    return math.inf if then is None else abs(at - then)


def _suitable(text: bytes, algorithm: str) -> dict[str | None, PublicKey]:
    """The keys of a JWK set for signatures of this algorithm; the other keys are ignored (section 5)."""
    try:
        listed = json.loads(text)["keys"]
        suited = [key for entry in listed if (key := _suited(entry, algorithm))]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise Unfetched(f"this is no JWK set: {type(fault).__name__}") from None
    if not suited:
        raise Unfetched(f"no key of the set is for {algorithm}")
    return {key.kid: key for key in suited}


def _suited(entry: dict[str, Any], algorithm: str) -> PublicKey | None:
    kind, curve = _SUITED[algorithm]
    if (entry.get("kty"), entry.get("crv")) != (kind.key_type, curve):
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) not in (algorithm, curve):
        return None
    try:
        key = kind.import_key({name: value for name, value in entry.items() if name != "alg"})
    except (JoseError, ValueError, TypeError):
        return None
    weak = isinstance(key, RSAKey) and key.public_key.key_size < _SMALLEST_RSA
    return None if weak else key


def _in_time(url: str) -> bytes:
    """The text at `url`.

    It is fetched in a thread: no setting of a client limits the time of name lookups and slow drips.
    """
    outcome: SimpleQueue[bytes | Exception] = SimpleQueue()
    Thread(target=lambda: outcome.put(_outcome(url)), daemon=True).start()
    try:
        text = outcome.get(timeout=TIME_LIMIT)
    except Empty:
        raise Unfetched(f"no answer in {TIME_LIMIT} seconds") from None
    if isinstance(text, Exception):
        raise Unfetched(f"{type(text).__name__}: {text}") from None
    return text


def _outcome(url: str) -> bytes | Exception:
    try:
        answer = _CLIENT.request(
            "GET", url, headers={"Accept": "application/json"}, preload_content=False, redirect=False
        )
        try:
            text: bytes = answer.read(SIZE_LIMIT + 1)
        finally:
            answer.close()
        if answer.status != HTTPStatus.OK:
            return Unfetched(f"the answer was {answer.status}")
        return text if len(text) <= SIZE_LIMIT else Unfetched(f"more than {SIZE_LIMIT} bytes")
    except Exception as fault:  # noqa: BLE001  (whatever it is, the one who waits is told)
        return fault
