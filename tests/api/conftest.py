"""Fixtures: the people of the tests, and the stack they use."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count

import botocore
import pytest
from botocore.session import Session

from local.emulator.stack import Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.api.contract import conforms
from tests.api.newspaper import LoginSite, Newspaper, publishing
from tests.support.api_people import Chief, Desk, Reader
from tests.support.logged_lines import LoggedLines
from tests.support.recording import Recording
from tests.support.stacks import MORNING, stack_on_ministack


@pytest.fixture
def stack(request: pytest.FixtureRequest) -> Stack:
    """A stack with an empty table, in MiniStack; with `on_both`, once in MiniStack and once in Moto."""
    stack: Stack = request.getfixturevalue(getattr(request, "param", "started_on_ministack"))
    stack.reset()
    return stack


@pytest.fixture
def logged(stack: Stack) -> Iterator[LoggedLines]:
    """The lines that the functions log from now on."""
    yield LoggedLines(stack)
    stack.watch = None


_calls: list[str] = []


def _watch(session: Session) -> None:
    """Make every new client note its calls of the table."""
    session.register("before-call.dynamodb.*", lambda model, **_: _calls.append(model.name))


botocore.register_initializer(_watch)


@pytest.fixture
def calls() -> list[str]:
    """The calls of the table, in order."""
    _calls.clear()
    return _calls


@pytest.fixture
def api(stack: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    """The API. Each of its answers is checked against docs/openapi.json."""
    with LocalClient(stack, issuer.public_keys, clock=MORNING) as client:
        client.event_hooks["response"].append(conforms)
        yield client


@pytest.fixture
def recording(request: pytest.FixtureRequest) -> Recording:
    """The examples in docs/examples/."""
    return Recording(writing=request.config.getoption("--record"))


@pytest.fixture
def reader(api: LocalClient, stack: Stack) -> Callable[[str], Reader]:
    """Makes new readers."""
    return lambda name="Ann": Reader(api, stack, name)


@pytest.fixture
def desk(api: LocalClient, stack: Stack, moderator_token: str) -> Desk:
    return Desk(api, stack, moderator_token)


@pytest.fixture
def chief(api: LocalClient, stack: Stack, admin_token: str) -> Chief:
    return Chief(api, stack, admin_token)


@pytest.fixture
def second_moderator(chief: Chief) -> Desk:
    """Another moderator, since a moderator may not decide an appeal against their own rejection."""
    return chief


@pytest.fixture
def known_reader(reader: Callable[[str], Reader], desk: Desk, api: LocalClient) -> Reader:
    """A reader whose first comment has been approved."""
    regular = reader("Regular")
    desk.approve(regular.comment("The first."))
    api.clock += 1_000
    return regular


_days = count(1)


@pytest.fixture(scope="session")
def newspapers(
    ministack_url: str,
    started_on_ministack: Stack,  # noqa: ARG001 (named here to be stopped last)
) -> Iterator[Callable[[str], tuple[Newspaper, Stack]]]:
    """Makes a newspaper that signs its logins with an algorithm, and a stack that accepts these logins."""
    with ExitStack() as running:

        @cache
        def made(algorithm: str) -> tuple[Newspaper, Stack]:
            newspaper, name = Newspaper(algorithm), f"paper-{algorithm.lower()}"
            # Any secret will do, and the laptop already has the secrets of the template.
            arn = f"arn:aws:secretsmanager:eu-central-1:123456789012:secret:{name}-CursorSecret-laptop"
            given = {"ReaderSecretArn": arn}
            if algorithm != "HS256":
                running.enter_context(publishing(newspaper))
                given = {}
            stack = running.enter_context(stack_on_ministack(ministack_url, name, newspaper.parameters | given))
            if given:
                newspaper.shares(stack._client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])
            return newspaper, stack

        yield made


@pytest.fixture
def accepting(
    newspapers: Callable[[str], tuple[Newspaper, Stack]], issuer: Issuer
) -> Iterator[Callable[[str], LoginSite]]:
    """Makes a service that accepts logins signed with an algorithm. Its clock is days after every earlier test."""
    with ExitStack() as opened:

        def site(algorithm: str) -> LoginSite:
            newspaper, stack = newspapers(algorithm)
            stack.reset()
            newspaper.answer = None
            if algorithm != "HS256":
                newspaper.publish_key()
            opened_site = LoginSite(
                newspaper, stack, opened.enter_context(LocalClient(stack, issuer.public_keys, clock=MORNING))
            )
            opened_site.later(next(_days) * 86_400_000)
            newspaper.asked = 0
            return opened_site

        yield site


@pytest.fixture
def login_site(accepting: Callable[[str], LoginSite]) -> LoginSite:
    return accepting("RS256")
