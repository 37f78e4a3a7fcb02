"""The laptop's OpenID Connect issuer, in place of AWS's Cognito user pool.

Authlib implements the protocol (local/login/oidc.py); this module has the web pages. Everything is in memory; keys and
passwords are new at each start.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, jsonify, redirect, render_template, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from local.login.oidc import (
    AUDIENCE,
    CLIENT_ID,
    SCOPES,
    TOKEN_LIFE,
    AuthorizationCode,
    Client,
    RequiredChallenge,
    User,
    access_tokens,
    code_grant,
    identity,
    naming_itself,
)

ROLES = ("moderator", "admin")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)


class Issuer:
    """The issuer at `url`, which has no slash at the end; `app` is its WSGI application, mounted at the url's path."""

    def __init__(self, url: str, redirect_uris: Iterable[str]) -> None:
        self.url = url
        self.prefix = urlsplit(url).path
        self.client = Client(tuple(redirect_uris))
        self.users: Mapping[str, User] = {role: User(role, secrets.token_hex(6)) for role in ROLES}
        self.codes: dict[str, AuthorizationCode] = {}
        self._key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.private_keys = KeySet([self._key])
        self.app = _application(self)

    def public_keys(self, issuer: str) -> KeySet:
        """The keys for checking its tokens; none for another issuer."""
        return KeySet.import_key_set({"keys": [self._key.as_dict(private=False)] if issuer == self.url else []})

    def access_token(self, role: str, **claims: Any) -> str:
        """An access token as the desk gets it after a sign-in, with the given claims instead of its own."""
        now = int(time.time())
        told: dict[str, Any] = {"iss": self.url, "aud": AUDIENCE, "client_id": CLIENT_ID, "scope": " ".join(SCOPES)}
        told |= {
            "sub": self.users[role].get_user_id(),
            "iat": now,
            "exp": now + TOKEN_LIFE,
            "jti": secrets.token_hex(8),
        }
        header = {"alg": "RS256", "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, told | self.users[role].claims | claims, self._key)

    def signed_in(self, name: str, password: str) -> User | None:
        """The user with this name and password; None if there is none."""
        user = self.users.get(name)
        return user if user and hmac.compare_digest(user.password.encode(), password.encode()) else None


def _application(issuer: Issuer) -> Callable[..., Any]:
    app = Flask("issuer", static_folder=None, template_folder=str(Path(__file__).parent))
    server = AuthorizationServer(app, query_client=lambda name: issuer.client if name == CLIENT_ID else None)
    server.save_token = lambda *_: None  # nothing looks a token up: its signature is the proof
    server.scopes_supported = list(SCOPES)
    server.register_token_generator("default", access_tokens(issuer.url, issuer.private_keys))
    with_identity = identity(issuer.url, issuer.private_keys, issuer.codes)
    server.register_grant(code_grant(issuer.codes), [RequiredChallenge(required=True), with_identity])
    server.register_extension(naming_itself(issuer.url))

    _add_documents(app, issuer)
    _add_sign_in(app, issuer, server)

    @app.after_request
    def not_kept(response: Response) -> Response:
        response.headers.setdefault("cache-control", "no-store")
        response.headers["x-content-type-options"] = "nosniff"
        return response

    return app


def _add_documents(app: Flask, issuer: Issuer) -> None:
    @app.get("/.well-known/openid-configuration")
    def configuration() -> Response:
        answer = jsonify(_configuration(issuer.url))
        answer.headers["access-control-allow-origin"] = "*"
        return answer

    @app.get("/jwks.json")
    def keys() -> Response:
        answer = jsonify(issuer.public_keys(issuer.url).as_dict(private=False))
        answer.headers["access-control-allow-origin"] = "*"
        return answer

    @app.get("/login.css")
    def style() -> Response:
        return Response((Path(__file__).parent / "login.css").read_bytes(), mimetype="text/css")


def _add_sign_in(app: Flask, issuer: Issuer, server: AuthorizationServer) -> None:
    def page(heading: str, status: int = 200, **shown: Any) -> Response:
        body = render_template("login.html", heading=heading, prefix=issuer.prefix, **shown)
        return Response(
            body, status, {"content-security-policy": _page_policy(issuer), "referrer-policy": "no-referrer"}
        )

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        try:
            grant = server.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            if error.redirect_uri:
                return server.handle_error_response(server.create_oauth2_request(None), error)
            return page("This sign-in link does not work", 400, problem=error.description or error.error)
        if request.method == "GET":
            return page("Sign in to Postbag", form=list(request.args.items()))
        name = request.form.get("username", "").strip()
        user = issuer.signed_in(name, request.form.get("password", ""))
        if user is None:
            fields = [(key, value) for key, value in request.form.items() if key not in {"username", "password"}]
            problem = "That user name and password do not go together."
            return page("Sign in to Postbag", 401, form=fields, problem=problem, username=name)
        return server.create_authorization_response(grant_user=user, grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/logout")
    def logout() -> Any:
        back = request.args.get("post_logout_redirect_uri", "")
        if back in issuer.client.redirect_uris:
            return redirect(back)
        return page("You are signed out")


def _page_policy(issuer: Issuer) -> str:
    # Chromium applies form-action to the redirect after a form as well, which may lead to another of the desk's
    # origins.
    origins = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(uri)) for uri in issuer.client.redirect_uris})
    return " ".join([POLICY, *origins])


def _configuration(url: str) -> dict[str, Any]:
    """The issuer's metadata.

    Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
    """
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/authorize",
        "token_endpoint": f"{url}/token",
        "jwks_uri": f"{url}/jwks.json",
        "end_session_endpoint": f"{url}/logout",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": ["sub", "name", "preferred_username", "cognito:groups"],
        "authorization_response_iss_parameter_supported": True,
    }
