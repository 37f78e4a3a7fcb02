"""The protocol of local/login/issuer.py in Authlib's terms: client, user, code, and the tokens' claims.

Authorization code with PKCE (RFC 6749, RFC 7636) for one public client, access tokens as JWTs (RFC 9068), an ID token
(OpenID Connect Core).
"""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode
from joserfc.jwk import KeySet

CLIENT_ID = "postbag-desk"
AUDIENCE = "postbag"
SCOPES = ("openid", "profile")
CODE_LIFE = 60
TOKEN_LIFE = 3600


class Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """The desk: a page in a browser, so it has no secret. Its redirect address is compared as a whole."""

    client_id = CLIENT_ID
    id_token_signed_response_alg = "RS256"  # noqa: S105 (an algorithm)

    def __init__(self, redirect_uris: tuple[str, ...]) -> None:
        self.redirect_uris = redirect_uris

    def get_client_id(self) -> str:
        """The client's id."""
        return CLIENT_ID

    def get_default_redirect_uri(self) -> None:
        """None: a request has to name its redirect address."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """The known scopes among the requested ones."""
        return " ".join(name for name in (scope or "").split() if name in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """True if the address is one of the desk's, character for character."""
        return redirect_uri in self.redirect_uris

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """True if the client may identify itself in this way."""
        return method == "none" and endpoint == "token"

    def check_response_type(self, response_type: str) -> bool:
        """True if the client may request this response type."""
        return bool(response_type == "code")

    def check_grant_type(self, grant_type: str) -> bool:
        """True if the client may use this grant."""
        return bool(grant_type == "authorization_code")


@dataclass(frozen=True)
class User:
    """A person of the newsroom; the user name is the role."""

    name: str
    password: str

    def get_user_id(self) -> str:
        """The user's id in tokens."""
        return f"laptop-{self.name}"

    @property
    def claims(self) -> dict[str, Any]:
        """The user's claims in tokens; Cognito's names."""
        return {"cognito:groups": [self.name], "username": self.name}


@dataclass(frozen=True)
class AuthorizationCode:
    """An issued authorization code."""

    code: str
    redirect_uri: str
    scope: str
    user: User
    nonce: str | None
    code_challenge: str
    code_challenge_method: str
    at: int

    def get_redirect_uri(self) -> str:
        """The redirect address of the code."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """The scope of the code."""
        return self.scope

    def get_nonce(self) -> str | None:
        """The nonce that the ID token must repeat."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Time of the sign-in, in seconds since 1970."""
        return self.at

    def get_acr(self) -> None:
        """None: not stated."""

    def get_amr(self) -> None:
        """None: not stated."""


def code_grant(codes: MutableMapping[str, AuthorizationCode]) -> type[AuthorizationCodeGrant]:
    """The authorization code grant, which keeps its codes in `codes`."""

    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

        def save_authorization_code(self, code: str, asked: Any) -> None:
            told = asked.payload.data
            codes[code] = AuthorizationCode(
                code=code,
                redirect_uri=asked.payload.redirect_uri,
                scope=asked.scope,
                user=asked.user,
                nonce=told.get("nonce"),
                code_challenge=told["code_challenge"],
                code_challenge_method=told["code_challenge_method"],
                at=int(time.time()),
            )

        def query_authorization_code(self, code: str, _: Client) -> AuthorizationCode | None:
            # A code is good for one try, successful or not.
            found = codes.pop(code, None)
            return found if found and found.at + CODE_LIFE > time.time() else None

        def delete_authorization_code(self, code: AuthorizationCode) -> None:
            codes.pop(code.code, None)

        def authenticate_user(self, code: AuthorizationCode) -> User:
            return code.user

    return Grant


class RequiredChallenge(CodeChallenge):  # type: ignore[misc]
    """PKCE by SHA-256, required for every code (RFC 9700, section 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse an authorization request without a challenge."""
        told = grant.request.payload.data
        if not told.get("code_challenge") or told.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge by S256 is required.", redirect_uri=redirect_uri)
        super().validate_code_challenge(grant, redirect_uri)


def identity(url: str, keys: KeySet, codes: MutableMapping[str, AuthorizationCode]) -> OpenIDCode:
    """The extension that adds the ID token."""

    class Identity(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, _: Any) -> bool:
            return any(code.nonce == nonce for code in codes.values())

        def resolve_client_private_key(self, _: Client) -> KeySet:
            return keys

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": url, "aud": [client.client_id], "token_use": "id"}

        def generate_user_info(self, user: User, _: str) -> dict[str, Any]:
            return {"sub": user.get_user_id(), "name": user.name.capitalize(), "preferred_username": user.name} | (
                user.claims
            )

    return Identity(require_nonce=False)


def access_tokens(url: str, keys: KeySet) -> JWTBearerTokenGenerator:
    """The generator of access tokens, which signs with the first of `keys`."""

    class Tokens(JWTBearerTokenGenerator):  # type: ignore[misc]
        def get_jwks(self) -> KeySet:
            return keys

        def get_audiences(self, *_: Any) -> str:
            return AUDIENCE

        def get_extra_claims(self, _client: Client, _grant: str, user: User, _scope: str) -> dict[str, Any]:
            return user.claims

    return Tokens(issuer=url, expires_generator=lambda *_: TOKEN_LIFE)


def naming_itself(url: str) -> IssuerParameter:
    """The extension that adds `iss` to the redirect, which protects a client from other issuers' answers (RFC 9207)."""

    class Naming(IssuerParameter):  # type: ignore[misc]
        def get_issuer(self) -> str:
            return url

    return Naming()
