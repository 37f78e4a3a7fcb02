"""`postbag serve`: the stack, the pump, the issuer and the pages, in one process on one port of 127.0.0.1."""

import contextlib
import errno
import gc
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from local.emulator.gateway import Gateway
from local.emulator.stack import Stack
from local.errors import LocalError
from local.login import passwords
from local.login.issuer import Issuer
from local.serve.demo import article_on, fill
from local.serve.static_files import StaticFiles
from local.serve.terminal import show, with_lines

HOST = "127.0.0.1"
# Another DynamoDB may have other writers, so the stream is also read when no function ran here.
IDLE = 1.0


class Site:
    """Everything on one port: `/v1/…` to the gateway, `/issuer/…` to the issuer, the rest are pages."""

    def __init__(self, gateway: Gateway, issuer: Issuer, pages: StaticFiles) -> None:
        self._gateway = gateway
        self._issuer = issuer
        self._pages = pages

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        path = environ["PATH_INFO"]
        if path.startswith("/v1/") or path == "/v1":
            return self._gateway(environ, start_response)
        if path.startswith("/issuer/"):
            inside = environ | {"SCRIPT_NAME": "/issuer", "PATH_INFO": path.removeprefix("/issuer")}
            answer: Iterable[bytes] = self._issuer.app(inside, start_response)
            return answer
        return self._pages(environ, start_response)


class _Quiet(WSGIRequestHandler):
    """No log of its own: local/serve/terminal.py prints the requests, and aborted connections do not matter."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (Werkzeug's name)
        """Say nothing."""


def serve(template: Path, port: int, endpoint_url: str | None, *, empty: bool) -> None:
    """Serve until interrupted. Raises LocalError if the port is taken or the service cannot start."""
    with _listening(port) as listener, contextlib.ExitStack() as closing:
        port = listener.getsockname()[1]
        origin = f"http://{HOST}:{port}"
        issuer = Issuer(f"{origin}/issuer", [f"{origin}/desk/"])
        parameters = {"OidcIssuer": issuer.url, "AllowedOrigins": f"{origin},http://localhost:{port}"}
        stack = closing.enter_context(Stack(template, endpoint_url, parameters))
        stack.watch = show
        root = template.resolve().parent
        if not empty:
            article = article_on(root / "local" / "site" / "index.html", origin)
            fill(stack, issuer.public_keys, issuer.access_token("moderator"), article)
        site = Site(Gateway(stack, issuer.public_keys), issuer, StaticFiles(root, origin, issuer.url))
        server = make_server(HOST, port, with_lines(site), threaded=True, request_handler=_Quiet, fd=listener.fileno())
        closing.callback(server.server_close)
        logins = {user.name: user.password for user in issuer.users.values()}
        closing.enter_context(passwords.kept(port, logins))
        closing.enter_context(_pumping(stack))
        signal.signal(signal.SIGTERM, _interrupt)
        gc.freeze()
        gc.enable()
        with contextlib.suppress(KeyboardInterrupt):
            _announce(origin, logins, endpoint_url)
            server.serve_forever()
        print("\nStopped.", flush=True)


def _announce(origin: str, logins: dict[str, str], endpoint_url: str | None) -> None:
    where = f"the DynamoDB at {endpoint_url}" if endpoint_url else "memory: it is gone when this stops"
    print(
        f"""
  Article page   {origin}/
  Moderators     {origin}/desk/     user moderator, password {logins["moderator"]}
  API            {origin}/v1/health
  Token          {_command()} token --url {origin}
  The data is in {where}. Stop with Ctrl-C.
""",
        flush=True,
    )


def _command() -> str:
    """The command to type in this folder: `make serve` does not put `postbag` on the PATH."""
    if shutil.which("postbag"):
        return "postbag"
    here = Path(sys.argv[0])
    return os.path.relpath(here) if here.name == "postbag" else f"{os.path.relpath(sys.executable)} -m local"


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except OverflowError:
        raise LocalError(f"{port} is not a port; take one from 1 to 65535") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise LocalError(
                f"port {port} is in use; stop what runs there, or take another: --port {port + 1}"
            ) from None
        raise LocalError(f"port {port} cannot be used: {error.strerror}") from None
    with listener:
        yield listener


@contextlib.contextmanager
def _pumping(stack: Stack) -> Iterator[None]:
    stop = threading.Event()
    idle = IDLE if stack.endpoint_url else None
    thread = threading.Thread(target=stack.pump_until, args=(stop, idle), name="pump", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        stack.woken.set()
        thread.join(timeout=10)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
