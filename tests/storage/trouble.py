"""Trouble between a function and the table, one call at a time.

DynamoDB's errors are those that the SDK raises after its own retries. Sources: AWS, "Error handling with DynamoDB",
and TransactWriteItems, which lists a transaction's errors and the codes of its cancellation reasons.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import count
from random import Random

from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from shared.storage import keys, table
from tests.storage.memory import Answer, Call, Memory, fault

Perform = Callable[[Call], Answer]
LOOK = -1
"""The number of a call that only reads which policy is in force, as a delivery does every ten seconds."""
_ENDPOINT = "https://dynamodb"
_OF_READS = {
    "crash before": 1,
    "crash after": 1,
    "no connection": 1,
    "throttled": 1,
    "server error": 1,
    "half an answer": 2,
    "company": 2,
}
_OF_WRITES = {
    "crash before": 2,
    "crash after": 3,
    "no connection": 1,
    "answer lost": 3,
    "arrives late": 3,
    "throttled": 2,
    "server error": 1,
    "done, but server error": 1,
    "company": 12,
}
"""Kinds of trouble, by how likely they are."""
_CONFLICTS = 0.02
"""The share of conflicts among the troubles of writes. Storage waits some 30 ms for each, so they are rare."""


class Crash(Exception):  # noqa: N818  (of the function)
    """The function's environment is gone, in the middle of its work."""


Plan = Callable[[int, Call], str | None]
"""Returns the kind of trouble for a delivery's call of this number (0 is its first); None for no trouble."""


def no_trouble(_number: int, _call: Call) -> None:
    """A plan without trouble: every call is answered."""


def at(operation: str, kind: str, *, after: int = 0) -> Plan:
    """A plan with trouble of one kind for every call of an operation but the first `after`."""
    before = count()
    return lambda _, call: kind if call.operation == operation and next(before) >= after else None


def at_random(rng: Random, calls: Collection[int]) -> Plan:
    """A plan with trouble of a random kind for the calls of these numbers."""

    def plan(number: int, call: Call) -> str | None:
        if number not in calls:
            return None
        if call.operation == "BatchGetItem":
            return _one(rng, _OF_READS)
        return "conflict" if rng.random() < _CONFLICTS else _one(rng, _OF_WRITES)

    return plan


def _one(rng: Random, likely: Mapping[str, int]) -> str:
    [kind] = rng.choices([*likely], weights=[*likely.values()])
    return kind


class Trouble:
    """The line to the table during one delivery, with trouble by `plan`.

    `company` lets other consumers, readers and moderators do something between two calls. That alone is no reason to
    fail.
    """

    def __init__(self, memory: Memory, rng: Random, plan: Plan, company: Callable[[], None]) -> None:
        self.happened: list[str] = []
        self._memory = memory
        self._rng = rng
        self._plan = plan
        self._company = company
        self._calls = count()

    @property
    def harmed(self) -> bool:
        """True if any trouble but company happened."""
        return any(kind != "company" for kind in self.happened)

    def __call__(self, call: Call) -> Answer:
        """Perform a call, with the trouble that is planned for it."""
        kind = self._plan(LOOK if _looks(call) else next(self._calls), call)
        if kind is None:
            return self._memory.perform(call)
        self.happened.append(kind)
        if kind == "crash before":
            raise Crash
        if kind == "no connection":
            raise ConnectTimeoutError(endpoint_url=_ENDPOINT)
        if kind == "arrives late":
            self._memory.late.append(call)
            raise ReadTimeoutError(endpoint_url=_ENDPOINT)
        if kind in _REFUSED:
            return _REFUSED[kind](call, self._rng)
        if kind == "company":
            self._memory.line = self._memory.perform
            self._company()
            self._memory.line = self
        return self._spoilt(kind, call, self._memory.perform(call))

    def _spoilt(self, kind: str, call: Call, answer: Answer) -> Answer:
        """The answer to a call that was performed, after the trouble."""
        if kind == "crash after":
            raise Crash
        if kind == "answer lost":
            raise ReadTimeoutError(endpoint_url=_ENDPOINT)
        if kind == "done, but server error":
            return fault("InternalServerError", 500)
        return _half(call, answer) if kind == "half an answer" else answer


def _looks(call: Call) -> bool:
    wanted = [key for read in call.request.get("RequestItems", {}).values() for key in read["Keys"]]
    return wanted == [table.key_of(keys.policy_in_force())]


def _throttled(call: Call, _: Random) -> Answer:
    if call.operation == "TransactWriteItems":
        return _cancelled(call, 0, "ProvisionedThroughputExceeded")
    return fault("ProvisionedThroughputExceededException")


def _conflict(call: Call, rng: Random) -> Answer:
    if call.operation == "TransactWriteItems":
        code = rng.choice(("TransactionConflict", "ThrottlingError"))
        return _cancelled(call, rng.randrange(len(call.request["TransactItems"])), code)
    return fault("TransactionConflictException")


def _cancelled(call: Call, number: int, code: str) -> Answer:
    reasons = [{"Code": "None"} for _ in call.request["TransactItems"]]
    reasons[number] = {"Code": code, "Message": code}
    return fault("TransactionCanceledException", CancellationReasons=reasons)


_REFUSED: dict[str, Callable[[Call, Random], Answer]] = {
    "throttled": _throttled,
    "conflict": _conflict,
    "server error": lambda _call, _rng: fault("InternalServerError", 500),
}


def _half(call: Call, answer: Answer) -> Answer:
    """An answer without half of the keys, as AWS answers when a partition is throttled."""
    [(name, wanted)] = call.request["RequestItems"].items()
    left = wanted["Keys"][len(wanted["Keys"]) // 2 :]
    if answer.status_code != 200 or len(left) == len(wanted["Keys"]):
        return answer
    places = [(key["pk"]["S"], key["sk"]["S"]) for key in left]
    found = [item for item in answer.body["Responses"][name] if (item["pk"]["S"], item["sk"]["S"]) not in places]
    return Answer(200, {"Responses": {name: found}, "UnprocessedKeys": {name: {**wanted, "Keys": left}}})
