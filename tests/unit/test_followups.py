"""Each followup module gets its records, whatever happens to the others."""

from collections.abc import Callable, Sequence
from types import ModuleType

from functions.followups.app import failures
from functions.followups.stream_records import FollowupStuck, StreamRecord


def records(*pks: str) -> list[StreamRecord]:
    return [StreamRecord(str(number), pk, None, {"pk": pk}) for number, pk in enumerate(pks, 1)]


def following(kind: str, follow: Callable[[Sequence[StreamRecord]], None]) -> ModuleType:
    """A module for records whose pk begins with `kind`."""
    module = ModuleType(kind)
    module.concerns = lambda record: record.pk.startswith(kind)  # type: ignore[attr-defined]
    module.follow = follow  # type: ignore[attr-defined]
    return module


def test_each_gets_its_own_records_in_their_order_and_none_that_are_not() -> None:
    got: dict[str, list[str]] = {}
    modules = [
        following(kind, lambda some, kind=kind: got.update({kind: [one.sequence_number for one in some]}))
        for kind in ("LOG", "BAN", "NONE")
    ]
    assert failures(records("LOG#1", "BAN#1", "LOG#2", "THREAD#1"), modules) == []
    assert got == {"LOG": ["1", "3"], "BAN": ["2"]}


def test_one_that_fails_keeps_no_other_from_its_records_and_is_given_its_own_again() -> None:
    done: list[str] = []

    def breaks(_: Sequence[StreamRecord]) -> None:
        raise ZeroDivisionError

    def gets_stuck(some: Sequence[StreamRecord]) -> None:
        raise FollowupStuck(some[1])

    modules = [
        following("LOG", breaks),
        following("BAN", gets_stuck),
        following("THREAD", lambda some: done.extend(one.pk for one in some)),
    ]
    failed = failures(records("THREAD#1", "LOG#1", "BAN#1", "BAN#2", "THREAD#2"), modules)
    assert [one.pk for one in failed] == ["LOG#1", "BAN#2"]
    assert done == ["THREAD#1", "THREAD#2"]
