"""The system that template.yaml describes, as plain values: template.py reads it, the other modules here run it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ExecutionRole:
    """What a function may do: the statements of its policies, with every name resolved."""

    name: str
    statements: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Function:
    """One Lambda function. `name` is its logical id; `timeout` is in seconds, `memory` in MB."""

    name: str
    physical_name: str
    arn: str
    handler: str
    environment: Mapping[str, str]
    timeout: int
    memory: int
    role: ExecutionRole


@dataclass(frozen=True)
class Authorizer:
    """A JWT authorizer: who issues the tokens, and for whom."""

    issuer: str
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """One route of the HTTP API. `function` is a logical id; a route without an authorizer is open to all."""

    method: str
    path: str
    function: str
    authorizer: Authorizer | None = None
    scopes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The route key, as in an event: `GET /v1/health`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Cors:
    """Who else's pages may call the API. `max_age` is in seconds."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int | None = None
    credentials: bool = False


@dataclass(frozen=True)
class Throttle:
    """How many requests each route takes: `rate` a second, `burst` at once."""

    rate: float
    burst: int


@dataclass(frozen=True)
class Table:
    """The table.

    `definition` is what CreateTable takes; `hash_keys` names the partition key of the table (None) and of each index.
    """

    name: str
    arn: str
    definition: Mapping[str, Any]
    hash_keys: Mapping[str | None, str]
    ttl: str | None


@dataclass(frozen=True)
class Secret:
    """A secret that is made at start. `generate` is what GetRandomPassword takes."""

    name: str
    arn: str
    generate: Mapping[str, Any]


@dataclass(frozen=True)
class StreamMapping:
    """An event source mapping from the table's stream to a function. Times are in seconds; `retries` -1 is for ever."""

    function: str
    filters: tuple[Mapping[str, Any], ...]
    from_start: bool
    batch_size: int
    window: int
    retries: int
    bisects: bool
    reports_failures: bool
    destination: str | None


@dataclass(frozen=True)
class System:
    """Everything in the template that a laptop runs."""

    functions: Mapping[str, Function]
    routes: tuple[Route, ...]
    cors: Cors | None
    throttle: Throttle | None
    table: Table
    secrets: tuple[Secret, ...]
    mappings: tuple[StreamMapping, ...] = field(default=())
