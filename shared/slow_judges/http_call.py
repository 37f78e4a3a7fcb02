"""Asks a service over HTTP within a time limit. No answer can harm Postbag."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from threading import Event, Thread
from typing import NamedTuple, TypeVar

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TimedOut

from shared.domain.judging.judge_address import is_readable_on_the_way
from shared.slow_judges.service import Down

LONGEST_WAIT = 4.0
"""Seconds that a judge has in all, unless its module sets another limit."""
LARGEST = 65_536
"""Bytes of the largest answer that is read."""

# A connection is made anew each time, since a kept one may not outlive the freeze of a Lambda function. Bodies are not
# decompressed, so that few bytes cannot become many. A call is repeated once if nothing was sent yet.
_ALWAYS = {"Connection": "close", "User-Agent": "Postbag"}
_CLIENT = urllib3.PoolManager(retries=urllib3.Retry(connect=1, read=0, redirect=0, status=0, other=0))

T = TypeVar("T")


class Answer(NamedTuple):
    """A service's answer; the names of its headers may be in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def within(seconds: float, call: Callable[[Event], T]) -> T:
    """The result of `call`, if it comes within the time; its event is set once nobody waits for the result.

    It runs in a thread of its own: no setting of a client limits the time of name lookups and slow drips too.

    Raises:
        Down: time is up. Any other error of `call` is raised here too.
    """
    outcome: Future[T] = Future()
    given_up = Event()

    def run() -> None:
        try:
            outcome.set_result(call(given_up))
        except BaseException as fault:  # noqa: BLE001  (whatever it is, the one who waits is told)
            outcome.set_exception(fault)

    Thread(target=run, daemon=True).start()
    try:
        return outcome.result(timeout=seconds)
    except TimeoutError:
        given_up.set()
        raise Down(too_late(seconds)) from None


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Answer:
    """The answer of the service at `url` to a POST; redirects are not followed but returned.

    Raises:
        Down: the service cannot be reached or trusted, is too late, sends too much, or stops in the middle.
        ValueError: the request would be readable on the way.
    """
    if is_readable_on_the_way(url):
        raise ValueError("Comments are sent to judges over https only, except on this machine.")
    try:
        return within(seconds, lambda given_up: _post(url, body, {**headers, **_ALWAYS}, seconds, given_up))
    except HTTPError as fault:
        raise Down(_why(fault, seconds)) from None


def too_late(seconds: float) -> str:
    """The reason given when a service does not answer in time."""
    return f"did not answer within {seconds:g} second{'' if seconds == 1 else 's'}"


def _why(fault: Exception | None, seconds: float) -> str:
    match fault:
        case MaxRetryError():
            return _why(fault.reason, seconds)
        case SSLError():
            return "could not be asked: the certificate of its server is not to be trusted"
        case TimedOut() if not isinstance(fault, NewConnectionError):  # a TimedOut, but nobody is there
            return too_late(seconds)
    return f"could not be asked: the connection failed ({type(fault).__name__})"


def _post(url: str, body: bytes, headers: Mapping[str, str], seconds: float, given_up: Event) -> Answer:
    answer = _CLIENT.request(
        "POST",
        url,
        body=body,
        headers=headers,
        timeout=urllib3.Timeout(total=seconds),
        preload_content=False,
        decode_content=False,
        redirect=False,
    )
    text = b""
    try:
        while len(text) <= LARGEST and not given_up.is_set():
            more = answer.read1(LARGEST + 1 - len(text))
            if not more:
                return Answer(answer.status, answer.headers, text)
            text += more
    finally:
        answer.close()
    raise Down(f"answered with more than {LARGEST:,} bytes")
