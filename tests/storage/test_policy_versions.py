"""Admins who set the policy at once do not overwrite each other, nor do moderators who change a thread at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from local.emulator.stack import Stack
from shared.domain.articles.article import Article, State
from shared.domain.identifiers import ulid
from shared.domain.judging.policy import Policy
from shared.domain.log.log_entry import LoggedAction, LogStamp
from shared.domain.moderation.policy_versions import enforce
from shared.domain.moderation.thread_changes import ThreadOutcome
from shared.domain.refusals import CurrentThread, PolicyChanged, StatusChanged
from shared.storage import keys, table
from shared.storage.articles import registration
from shared.storage.judging import policy_in_force
from shared.storage.moderation import policy_versions, thread_changes

AT = 1_795_341_600_000
ADMINS = 8
REGISTERED = Article(id="ferries", url="http://127.0.0.1:8000/ferries", title="The ferries", registered_at=AT)


def hand(number: int) -> LogStamp:
    return LogStamp(by=f"admin-{number}", at=AT, number=ulid(AT, bytes([number] * 10)))


def changed(article: Article, number: int) -> ThreadOutcome:
    return ThreadOutcome(article, hand(number).entry(LoggedAction.THREAD, article_id="ferries"))


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
            before = policy_in_force.in_force()
            outcome = enforce(before, Policy(max_links=10 + number), hand(number))
            policy_versions.write(before, outcome)
        except PolicyChanged:
            return None
        return outcome.version.number

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
    read = thread_changes.facts("ferries")
    closed = read.article.model_copy(update={"state": State.CLOSED})
    assert registration.register(REGISTERED)
    assert not registration.register(REGISTERED.model_copy(update={"title": "Another"}))
    with pytest.raises(StatusChanged) as late:
        thread_changes.write(read, changed(closed, 1))
    assert late.value.current == CurrentThread(state="open", moderation="post", title="The ferries", url=REGISTERED.url)
    read = thread_changes.facts("ferries")
    assert read.article == REGISTERED
    closed = read.article.model_copy(update={"state": State.CLOSED, "closes_at": AT + 1})
    thread_changes.write(read, changed(closed, 2))
    with pytest.raises(StatusChanged):
        thread_changes.write(read, changed(closed, 3))
    read = thread_changes.facts("ferries")
    assert read.article == closed
    thread_changes.write(read, changed(REGISTERED, 4))
    assert thread_changes.facts("ferries").article == REGISTERED
    assert logged() == ["admin-2", "admin-4"]
