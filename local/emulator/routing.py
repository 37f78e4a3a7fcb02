"""Finds the route of an HTTP API for a request, and limits the requests to each route.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
"""

import re
import threading
from collections.abc import Callable, Iterable

from local.emulator.system import Route, Throttle


class Router:
    """The routes, the most specific first: no greedy variable, then more literal segments, then a named method."""

    def __init__(self, routes: Iterable[Route]) -> None:
        ordered = sorted(routes, key=_specificity, reverse=True)
        self._routes = [(route, re.compile(_pattern(route.path), re.DOTALL)) for route in ordered]

    def match(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and its path parameters; None if no route has this path and method."""
        for route, pattern in self._routes:
            found = pattern.fullmatch(path)
            if found and route.method in {method, "ANY"}:
                names = re.findall(r"\{([^}+]+)\+?\}", route.path)
                return route, dict(zip(names, found.groups(), strict=True))
        return None


def _specificity(route: Route) -> tuple[bool, int, bool]:
    literal = sum(1 for segment in route.path.split("/") if not segment.startswith("{"))
    return ("+}" not in route.path, literal, route.method != "ANY")


def _pattern(path: str) -> str:
    parts = re.split(r"(\{[^}]+\})", path)
    return "".join(
        "(.+)" if part.endswith("+}") else "([^/]+)" if part.startswith("{") else re.escape(part) for part in parts
    )


class Throttles:
    """A token bucket for each route. `seconds` is a monotonic clock."""

    def __init__(self, throttle: Throttle | None, seconds: Callable[[], float]) -> None:
        self._throttle = throttle
        self._seconds = seconds
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def takes(self, route: Route) -> bool:
        """True if the route takes one more request now."""
        if self._throttle is None:
            return True
        with self._lock:
            now = self._seconds()
            tokens, since = self._buckets.get(route.key, (float(self._throttle.burst), now))
            tokens = min(self._throttle.burst, tokens + (now - since) * self._throttle.rate)
            self._buckets[route.key] = (max(0.0, tokens - 1) if tokens >= 1 else tokens, now)
            return tokens >= 1
