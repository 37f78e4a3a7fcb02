"""What can go wrong between a function and the table, one call at a time.

DynamoDB's errors come as the SDK lets them through after its own tries. Sources: AWS, "Error handling with DynamoDB",
and TransactWriteItems, where a transaction's errors and the codes of its cancellation reasons are listed.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import count
from random import Random

from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from shared.storage import keys, table
from tests.storage.memory import Answer, Call, Memory, fault

Perform = Callable[[Call], Answer]
LOOK = -1
"""The number of a call that only looks which policy is in force, as a delivery does every ten seconds."""
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
"""How many of the troubles of writes are ones that storage waits for, some 30 ms: rare enough for thousands."""


class Crash(Exception):  # noqa: N818  (of the function)
    """The function's environment is gone, with whatever it was about to do."""


Plan = Callable[[int, Call], str | None]
"""What happens to a delivery's call of this number (0 is its first); None if nothing does."""


def no_trouble(_number: int, _call: Call) -> None:
    """Every call is answered."""


def at(operation: str, kind: str, *, after: int = 0) -> Plan:
    """This happens to every call of an operation but the first ones."""
    before = count()
    return lambda _, call: kind if call.operation == operation and next(before) >= after else None


def at_random(rng: Random, calls: Collection[int]) -> Plan:
    """Anything may happen to the calls of these numbers."""

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

    `company` is what others do at that moment: other consumers, readers, moderators. Of itself it is no reason to fail.
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
        """Did anything happen besides others' being there?"""
        return any(kind != "company" for kind in self.happened)

    def __call__(self, call: Call) -> Answer:
        """Perform a call, or what becomes of it."""
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
        """What comes of a call that was performed."""
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
    """Half of the keys were not looked up, as AWS answers when a partition is throttled."""
    [(name, wanted)] = call.request["RequestItems"].items()
    left = wanted["Keys"][len(wanted["Keys"]) // 2 :]
    if answer.status_code != 200 or len(left) == len(wanted["Keys"]):
        return answer
    places = [(key["pk"]["S"], key["sk"]["S"]) for key in left]
    found = [item for item in answer.body["Responses"][name] if (item["pk"]["S"], item["sk"]["S"]) not in places]
    return Answer(200, {"Responses": {name: found}, "UnprocessedKeys": {name: {**wanted, "Keys": left}}})
