"""The codes of a route's refusals: those declared next to it, and those of its kind."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from local.openapi.routes import Described


class CodeOfKind(NamedTuple):
    """A code that every route of a kind can refuse with, and the kind's name in docs/problems.md."""

    code: str
    kind: str
    concerns: Callable[[Described], bool]


OF_KINDS = (
    CodeOfKind("busy", "every route", lambda _: True),
    CodeOfKind("internal-error", "every route", lambda _: True),
    CodeOfKind(
        "invalid-request",
        "every route with parameters or a body",
        lambda route: bool(route.parameters or route.body),
    ),
    CodeOfKind("login-unavailable", "every route that needs a reader pass", lambda route: route.caller == "reader"),
    CodeOfKind("malformed-body", "every route with a body", lambda route: route.body is not None),
    CodeOfKind("not-found", "every route with an id in its path", lambda route: "{" in route.route.openapi_path),
    CodeOfKind("pass-required", "every route that needs a reader pass", lambda route: route.caller == "reader"),
    CodeOfKind("role-required", "every route for moderators", lambda route: route.caller == "moderator"),
    CodeOfKind("unsupported-media-type", "every route with a body", lambda route: route.body is not None),
)


def refusals(route: Described) -> set[str]:
    """The codes that a route can refuse with."""
    return {*_declared(route), *(one.code for one in OF_KINDS if one.concerns(route))}


def answered_by(code: str, routes: Iterable[Described]) -> str:
    """The routes that refuse with a code, as Markdown: a kind of routes, or their keys."""
    kinds = [one.kind for one in OF_KINDS if one.code == code]
    keys = [f"`{route.key}`" for route in routes if code in _declared(route)]
    within = [
        f"for one of several within the {route.route.status_code} of `{route.key}`"
        for route in routes
        if code in _declared(route, within=True)
    ]
    return ", ".join((*kinds, *sorted(keys), *(f"and {one}" if kinds or keys else one for one in within))) + "."


def _declared(route: Described, *, within: bool = False) -> set[str]:
    """The codes that are declared next to a route: refusals, or those `within` its good answer."""
    good = int(route.route.status_code)
    return {
        code
        for status, answer in (route.route.responses or {}).items()
        if (status == good) is within
        for content in answer["content"].values()
        for code in content.get("examples", {})
    }
