"""Readers with the newspaper's own login: a JWT (RFC 7519), checked as RFC 8725 advises.

The parameters of template.yaml fix the algorithm and the key; the token cannot choose them. This module is imported
only for such a token, because cryptography adds 35 ms to a start.
"""

import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExceededSizeError,
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    SecurityWarning,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry

from shared.domain.identifiers import randomness_from_login, reader_id
from shared.domain.people.mail_domain import domain_of
from shared.domain.people.reader import Reader, badge_of_login
from shared.domain.refusals import PassRequired
from shared.domain.times import SECOND
from shared.secrets_manager import secret
from shared.settings import settings
from shared.web.jwks import PublicKey, jwks

LONGEST = 8_192
"""Characters of the longest token."""
LEEWAY = 30
"""Seconds that the newspaper's clock may differ from AWS's; section 4.1.4 of RFC 7519 allows a few minutes."""
_SHORTEST_SECRET = 32
"""Bytes of the shortest shared key; RFC 7518, section 3.2."""

_SHARED = "HS256"
_NAMES = {"EdDSA": ["EdDSA", "Ed25519"]}
"""The names of an algorithm in tokens, where they differ from the parameter's (RFC 9864, section 2.2)."""
_FAULTS: dict[type[JoseError], str] = {
    BadSignatureError: "is forged: its signature does not hold",
    ExceededSizeError: "is too long to be one of the newspaper's",
    ExpiredTokenError: "has expired",
    UnsupportedAlgorithmError: "is not signed with the agreed algorithm",
}
_KEYS_OF_ITS_OWN = ("jwk", "jku", "x5c", "x5u")
_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})


def logged_in(token: str, *, at: int) -> Reader:
    """The reader whose login at the newspaper is `token`; `at` is in ms since the epoch.

    The newspaper's own id of the reader (`sub`) is neither kept nor shown: the reader id is a keyed hash of it.

    Raises:
        PassRequired: the token is not the newspaper's, not for Postbag, not valid now, or not signed as configured.
        LoginUnavailable: the newspaper's keys cannot be fetched now, so the token cannot be checked.
    """
    claims = _checked(token, at=at)
    key = secret(settings.pass_secret_arn)
    return Reader(
        id=reader_id(randomness_from_login(key, settings.reader_issuer, claims["sub"])),
        badge=badge_of_login(claims.get(settings.reader_staff_claim), settings.reader_staff_value),
        mail_domain=_vouched_for(claims),
    )


def _vouched_for(claims: Mapping[str, Any]) -> str | None:
    """The domain of the mail address, if the newspaper has verified it (OpenID Connect Core 1.0, section 5.1).

    The address itself goes no further. Some issuers send the text "true" for the value.
    """
    verified = claims.get("email_verified")
    return domain_of(claims.get("email")) if verified is True or verified == "true" else None


def _checked(token: str, *, at: int) -> dict[str, Any]:
    """The claims of a token whose signature and claims are valid."""
    if len(token) > LONGEST:
        raise _refused("is too long to be one of the newspaper's")
    algorithm = settings.reader_algorithm
    ours = _shared_key(settings.reader_secret_arn) if algorithm == _SHARED else None
    wanted: dict[str, Any] = {
        "iss": {"essential": True, "value": settings.reader_issuer},
        "aud": {"essential": True, "value": settings.reader_audience},
        "exp": {"essential": True},
        "sub": {"essential": True},
    }
    registry = JWSRegistry(algorithms=_NAMES.get(algorithm, [algorithm]), strict_check_header=False)

    def key(signed: Any) -> OctKey | PublicKey:
        """The key for the signature. joserfc calls this after it has checked the algorithm."""
        header = signed.headers()
        _unaided(header)
        return ours or _public_key(header.get("kid"), algorithm, at=at)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # the name EdDSA is deprecated, its tokens are not
            claims = jwt.decode(token, key, registry=registry).claims
        jwt.JWTClaimsRegistry(now=at // SECOND, leeway=LEEWAY, **wanted).validate(claims)
    except JoseError as fault:
        raise _refused(_why(fault)) from None
    except (TypeError, ValueError, RecursionError):
        raise _refused("cannot be read") from None
    return claims


def _unaided(header: Mapping[str, Any]) -> None:
    """Refuse a token that is no login, or that tries to choose how it is checked."""
    if own := [name for name in _KEYS_OF_ITS_OWN if name in header]:
        raise _refused(f"brings a key of its own ({', '.join(own)})")
    if "crit" in header:
        raise _refused("has a header extension that Postbag does not know (crit)")
    if str(header.get("typ", "jwt")).lower() not in _TYPES:
        raise _refused("is of a type that is no login")


def _public_key(kid: str | None, algorithm: str, *, at: int) -> PublicKey:
    key = jwks(settings.reader_jwks_url, algorithm).key(kid, at=at)
    if key is None:
        raise _refused("is signed with a key that the newspaper does not list")
    return key


@cache
def _shared_key(arn: str) -> OctKey:
    text = secret(arn)
    if len(text.encode()) < _SHORTEST_SECRET:
        raise ValueError(f"The secret {arn} is too short. Put a random text of at least 32 characters into it.")
    return OctKey.import_key(text)


def _why(fault: JoseError) -> str:
    match fault:
        case MissingClaimError():
            return f"lacks a required claim ({fault.description})"
        case InvalidClaimError():
            return f"is not valid here or now ({fault.description})"
    return _FAULTS.get(type(fault), "cannot be read")


def _refused(why: str) -> PassRequired:
    return PassRequired(f"This login {why}. Sign in to the newspaper again, or get a reader pass.")
