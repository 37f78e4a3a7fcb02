"""Serves article page, widget and desk as a CDN would, with a strict Content-Security-Policy."""

import json
import mimetypes
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from werkzeug.security import safe_join
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from local.login.oidc import CLIENT_ID

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# The types that browsers require, whatever the machine's own table says.
TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
MISSING = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not found</title>
<link rel="stylesheet" href="/site.css">
<main><h1>There is nothing here</h1>
<p>Try the <a href="/">article page</a> or the <a href="/desk/">moderators&rsquo; desk</a>.</p></main>
"""


class StaticFiles:
    """A WSGI application: `/` and below from local/site/, `/widget/` from widget/, `/desk/` from desk/."""

    def __init__(self, root: Path, origin: str, issuer: str) -> None:
        self._folders = {"widget": root / "widget", "desk": root / "desk"}
        self._site = root / "local" / "site"
        self._origin = origin
        self._desk = {"issuer": issuer, "client_id": CLIENT_ID, "scope": "openid profile", "api": ""}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        request = Request(environ)
        response = self._answer(request)
        response.headers["content-security-policy"] = POLICY
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["referrer-policy"] = "strict-origin-when-cross-origin"
        response.headers.setdefault("cache-control", "no-cache")
        if request.path.startswith("/widget/"):
            # Pages of other origins may load the widget, but a module script needs this header for it.
            response.headers["access-control-allow-origin"] = "*"
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response(
                "Only GET and HEAD are answered here.", HTTPStatus.METHOD_NOT_ALLOWED, {"allow": "GET, HEAD"}
            )
        if request.host.partition(":")[0] == "localhost":
            # Sign-in and storage belong to one origin: the one with the number.
            return redirect(self._origin + request.full_path.removesuffix("?"))
        if request.path == "/desk":
            return redirect("/desk/")
        if request.path == "/desk/config.json":
            return Response(json.dumps(self._desk), mimetype="application/json")
        file = self._file(request.path)
        if file is None:
            return Response(MISSING, HTTPStatus.NOT_FOUND, mimetype="text/html")
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        response = Response(file.read_bytes(), mimetype=kind)
        response.add_etag()
        response.make_conditional(request)
        return response

    def _file(self, path: str) -> Path | None:
        first, _, rest = path.lstrip("/").partition("/")
        folder, name = (self._folders[first], rest) if first in self._folders else (self._site, path.lstrip("/"))
        if name == "" or name.endswith("/"):
            name += "index.html"
        found = safe_join(str(folder), name)
        if found is None or any(part.startswith(".") for part in Path(name).parts):
            return None
        file = Path(found)
        return file if file.is_file() and file.resolve().is_relative_to(folder.resolve()) else None
