"""The JWT authorizer of an HTTP API.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
"""

from collections.abc import Callable
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from local.emulator.http_event import HttpAnswer, made_by_gateway
from local.emulator.system import Authorizer, Route

ALGORITHMS = ["RS256", "RS384", "RS512"]

Keys = Callable[[str], KeySet]
"""Finds the public keys of an issuer."""


class Refused(Exception):  # noqa: N818 (a refusal, as HTTP knows it)
    """The authorizer refuses the request; `answer` is the client's answer."""

    def __init__(self, answer: HttpAnswer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def authorize(route: Route, header: str | None, keys: Keys, now: float) -> dict[str, Any] | None:
    """The claims of the token in an Authorization header; None for a public route.

    `now` is in seconds since 1970. Raises Refused with a 401 or a 403.
    """
    if route.authorizer is None:
        return None
    scheme, _, rest = (header or "").strip().partition(" ")
    token = rest.strip() if scheme.lower() == "bearer" else scheme
    if not token:
        raise Refused(made_by_gateway(401, "Unauthorized", ("www-authenticate", "Bearer")))
    claims = _claims(token, route.authorizer, keys, now)
    if route.scopes and not set(route.scopes) & set(_scopes(claims)):
        wanted = " ".join(route.scopes)
        challenge = (
            f'Bearer scope="{wanted}" error="insufficient_scope" error_description="request is missing required scope"'
        )
        raise Refused(made_by_gateway(403, "Forbidden", ("www-authenticate", challenge)))
    return claims


def _claims(token: str, authorizer: Authorizer, keys: Keys, now: float) -> dict[str, Any]:
    try:
        claims = jwt.decode(token, keys(authorizer.issuer), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        raise _invalid("the token is not signed by a key of the issuer") from None
    if claims.get("iss") != authorizer.issuer:
        raise _invalid("the token does not have a valid issuer")
    # "API Gateway validates client_id only if aud is not present."
    audience = claims.get("aud", claims.get("client_id"))
    if not set(audience if isinstance(audience, list) else [audience]) & set(authorizer.audiences):
        raise _invalid("the token does not have a valid audience")
    if not _number(claims, "exp", missing=0) > now:
        raise _invalid("the token has expired")
    if _number(claims, "nbf", missing=0) > now or _number(claims, "iat", missing=0) > now:
        raise _invalid("the token is not valid yet")
    return dict(claims)


def _number(claims: dict[str, Any], name: str, missing: float) -> float:
    value = claims.get(name, missing)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _invalid(f"the token's {name} is not a number")
    return value


def _scopes(claims: dict[str, Any]) -> list[str]:
    found = claims.get("scope", claims.get("scp", ""))
    return [str(scope) for scope in found] if isinstance(found, list) else str(found).split()


def _invalid(why: str) -> Refused:
    challenge = f'Bearer scope="" error="invalid_token" error_description="{why}"'
    return Refused(made_by_gateway(401, "Unauthorized", ("www-authenticate", challenge)))
