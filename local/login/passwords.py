"""The local logins, kept for `postbag token` while `make serve` runs, in files that only their user can read."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from local.errors import LocalError


@contextmanager
def kept(port: int, passwords: Mapping[str, str]) -> Iterator[None]:
    """Within this context the passwords (by user name) of the issuer on `port` are in a file."""
    file = _file(port)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        _check(file.parent)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(dict(passwords), out)
    except OSError as error:
        raise LocalError(f"the login could not be kept for `postbag token`: {error}") from None
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def password(url: str, user: str) -> str:
    """The password of a user of the service at `url`. Raises LocalError if it does not run on this machine."""
    parts = urlsplit(url)
    file = _file(parts.port or 80)
    try:
        _check(file.parent)
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return found[user]
    except (OSError, KeyError, ValueError):
        raise LocalError(f"nothing serves at {url} under your user; start it with: make serve") from None


def _file(port: int) -> Path:
    folder = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(folder) / f"postbag-{os.getuid()}" / f"{port}.json"


def _check(folder: Path) -> None:
    """Refuse a folder that somebody else made, since everybody may make folders there."""
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise LocalError(f"other users can reach {folder}; remove it")
