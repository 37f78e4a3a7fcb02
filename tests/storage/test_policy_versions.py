"""Admins who set the policy at once do not overwrite each other, nor do moderators who change a thread at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from local.emulator.stack import Stack
from shared.domain.articles.article import Article, State
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import Policy
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.moderation.decisions import LogStamp
from shared.domain.refusals import PolicyChanged, StatusChanged
from shared.storage import keys, table
from shared.storage.articles import registration
from shared.storage.judging import policy_in_force
from shared.storage.moderation import policy_versions, thread_changes

AT = 1_795_341_600_000
ADMINS = 8
REGISTERED = Article(id="ferries", url="http://127.0.0.1:8000/ferries", title="The ferries", registered_at=AT)


def hand(number: int) -> LogStamp:
    return LogStamp(by=f"admin-{number}", at=AT, number=ulid(AT, bytes([number] * 10)))


def entry(number: int) -> LogEntry:
    by, at, name = hand(number)
    return LogEntry(id=name, at=at, moderator=by, action=LoggedAction.THREAD, article_id="ferries")


def logged() -> list[str]:
    page = table.query(None, "pk = :log", {":log": keys.log_of("2026-11")}, limit=100)
    return sorted(item["moderator"] for item in page.items)


@pytest.fixture
def together(storage_stack: Stack) -> Iterator[ThreadPoolExecutor]:
    if not storage_stack.endpoint_url:
        pytest.skip("moto loses writes of threads")
    with ThreadPoolExecutor(ADMINS) as pool:
        yield pool


def test_each_change_that_succeeds_is_the_next_version_and_on_record_and_the_others_are_told(
    together: ThreadPoolExecutor,
) -> None:
    start = Barrier(ADMINS)

    def sets(number: int) -> int | None:
        start.wait()
        try:
            return policy_versions.enforce(Policy(max_links=10 + number), hand(number)).number
        except PolicyChanged:
            return None

    made = list(together.map(sets, range(ADMINS)))
    succeeded = {version: number for number, version in enumerate(made) if version is not None}
    assert sorted(succeeded) == list(range(1, len(succeeded) + 1))
    lines = policy_versions.before(None, limit=100).lines
    assert [(line.number, line.by) for line in lines[:-1]] == sorted(
        ((version, f"admin-{number}") for version, number in succeeded.items()), reverse=True
    )
    assert logged() == sorted(f"admin-{number}" for number in succeeded.values())
    in_force = policy_in_force.in_force()
    assert in_force.policy.max_links == 10 + succeeded[max(succeeded)]
    assert policy_in_force.version(in_force.number) == in_force


@pytest.mark.usefixtures("storage_stack")
def test_a_change_of_a_thread_that_was_changed_or_registered_since_it_was_read_is_not_made() -> None:
    read = thread_changes.subject("ferries")
    closed = read.article.model_copy(update={"state": State.CLOSED})
    assert registration.register(REGISTERED)
    assert not registration.register(REGISTERED.model_copy(update={"title": "Another"}))
    with pytest.raises(StatusChanged):
        thread_changes.change(read, closed, entry(1))
    read = thread_changes.subject("ferries")
    assert read.article == REGISTERED
    closed = read.article.model_copy(update={"state": State.CLOSED, "closes_at": AT + 1})
    thread_changes.change(read, closed, entry(2))
    with pytest.raises(StatusChanged):
        thread_changes.change(read, closed, entry(3))
    read = thread_changes.subject("ferries")
    assert read.article == closed
    thread_changes.change(read, REGISTERED, entry(4))
    assert thread_changes.subject("ferries").article == REGISTERED
    assert logged() == ["admin-2", "admin-4"]
