"""Gets a moderator's token from a running local issuer as a browser does, with code and PKCE."""

import base64
import hashlib
import secrets
from typing import Any

import httpx

from local.errors import LocalError
from local.login import passwords


def fetch_token(url: str, role: str) -> str:
    """An access token of the user `role` at the service at `url`. Raises LocalError if no service is there."""
    # The issuer's own address has the number, not the name.
    origin = url.rstrip("/").replace("//localhost", "//127.0.0.1")
    password = passwords.password(origin, role)
    try:
        with httpx.Client(base_url=origin, timeout=30, trust_env=False) as client:
            return _signed_in(client, origin, role, password)
    except httpx.TransportError as error:
        raise LocalError(f"nothing answers at {origin} ({error}); start it with: make serve") from None


def _signed_in(client: httpx.Client, origin: str, role: str, password: str) -> str:
    desk = _json(client.get("/desk/config.json"))
    issuer = _json(client.get(f"{desk['issuer']}/.well-known/openid-configuration"))
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": desk["client_id"],
        "redirect_uri": f"{origin}/desk/",
        "scope": desk["scope"],
        "state": secrets.token_urlsafe(16),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    answer = client.post(issuer["authorization_endpoint"], data=asked | {"username": role, "password": password})
    told = httpx.URL(answer.headers.get("location", "")).params
    if "code" not in told or told.get("state") != asked["state"]:
        raise LocalError(f"{origin} did not accept the sign-in; if it was started anew meanwhile, try again")
    exchanged = {
        "grant_type": "authorization_code",
        "code": told["code"],
        "redirect_uri": asked["redirect_uri"],
        "client_id": asked["client_id"],
        "code_verifier": verifier,
    }
    return str(_json(client.post(issuer["token_endpoint"], data=exchanged))["access_token"])


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        found: dict[str, Any] = response.raise_for_status().json()
    except (httpx.HTTPStatusError, ValueError):
        told = f"{response.request.url} answered {response.status_code}: {' '.join(response.text[:200].split())}"
        raise LocalError(told) from None
    return found
