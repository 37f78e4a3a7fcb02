"""The system that template.yaml describes, as plain values. template.py reads it; the other modules here run it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ExecutionRole:
    """The rights of a function: the statements of its policies, with every name resolved."""

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
    """A JWT authorizer: the tokens' issuer and their audiences."""

    issuer: str
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """One route of the HTTP API. `function` is a logical id; a route without an authorizer is public."""

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
    """The rules for pages of other origins that call the API. `max_age` is in seconds."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int | None = None
    credentials: bool = False


@dataclass(frozen=True)
class Throttle:
    """The requests that each route takes: `rate` a second, `burst` at once."""

    rate: float
    burst: int


@dataclass(frozen=True)
class Table:
    """The table.

    `definition` has the arguments of CreateTable; `hash_keys` names the partition key of the table (None) and of each
    index.
    """

    name: str
    arn: str
    definition: Mapping[str, Any]
    hash_keys: Mapping[str | None, str]
    ttl: str | None


@dataclass(frozen=True)
class Secret:
    """A secret that is made at start. `generate` has the arguments of GetRandomPassword."""

    name: str
    arn: str
    generate: Mapping[str, Any]


@dataclass(frozen=True)
class StreamMapping:
    """An event source mapping from the table's stream to a function. Times are in seconds; `retries` -1 has no end."""

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
    """Every part of the template that a laptop runs."""

    functions: Mapping[str, Function]
    routes: tuple[Route, ...]
    cors: Cors | None
    throttle: Throttle | None
    table: Table
    secrets: tuple[Secret, ...]
    mappings: tuple[StreamMapping, ...] = field(default=())
