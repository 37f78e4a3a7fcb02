"""The caller of a request: a reader with a pass, or a moderator whose login API Gateway has checked."""

import re

from aws_lambda_powertools.event_handler import Request

from shared.domain.people.moderator import Moderator, Role
from shared.domain.people.reader import Reader
from shared.domain.people.reader_pass import PASS_LIFETIME
from shared.domain.refusals import PassRequired, RoleRequired
from shared.secrets_manager import secret
from shared.settings import settings
from shared.web.signed_texts import Broken, sign, verified

_GET_ONE = "Get one at GET /v1/challenge and POST /v1/passes, and send it as Authorization: Bearer."


def reader_pass(reader_id: str, *, at: int) -> tuple[str, int]:
    """A pass for the pseudonym `reader_id`, and its expiry; times in ms since the epoch."""
    expires = at + PASS_LIFETIME
    return sign({"reader": reader_id, "expires": expires}, secret=_secret(), purpose="pass"), expires


def calling_reader(request: Request) -> Reader:
    """The reader whose pass, or login at the newspaper, came with the request.

    Raises:
        PassRequired: there is none, or it is forged, or it has expired.
        LoginUnavailable: it is a login, and cannot be checked now.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise PassRequired(f"This needs a reader pass. {_GET_ONE}")
    at: int = request.resolved_event["requestContext"]["timeEpoch"]
    if settings.reader_issuer and _is_jwt(token.strip()):
        from shared.web.newspaper_login import logged_in  # noqa: PLC0415  (cryptography: few starts need it)

        return logged_in(token.strip(), at=at)
    try:
        content = verified(token.strip(), secret=_secret(), purpose="pass")
    except Broken:
        raise PassRequired(f"This reader pass was not made here. {_GET_ONE}") from None
    if content["expires"] <= at:
        raise PassRequired(f"This reader pass has expired. {_GET_ONE}")
    return Reader(id=content["reader"])


def calling_moderator(request: Request) -> Moderator:
    """The moderator whose JWT the API's authorizer has checked. An admin is a moderator too.

    Raises:
        RoleRequired: the login has neither role.
    """
    claims = request.resolved_event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    listed = re.findall(r"[^\s,\[\]\"]+", claims.get(settings.role_claim, ""))
    roles = frozenset(Role(role) for role in listed if role in set(Role))
    if not roles or not claims.get("sub"):
        raise RoleRequired("This needs a login with the role moderator or admin. Ask an administrator to grant it.")
    return Moderator(id=claims["sub"], roles=roles)


def calling_admin(request: Request) -> Moderator:
    """The admin whose JWT the API's authorizer has checked.

    Raises:
        RoleRequired: the login does not have the role admin.
    """
    moderator = calling_moderator(request)
    if Role.ADMIN not in moderator.roles:
        raise RoleRequired("This needs a login with the role admin. Ask an administrator to grant it, or to do it.")
    return moderator


def _is_jwt(token: str) -> bool:
    """A JWT has three parts (RFC 7515, section 3.1), a pass has two."""
    return token.count(".") == 2  # noqa: PLR2004


def _secret() -> str:
    return secret(settings.pass_secret_arn)
