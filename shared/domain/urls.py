"""The parameter that Postbag adds to an article's address when it is shared; all else stays as it was written."""

from urllib.parse import urlsplit, urlunsplit

_NAME = "via"


def without_via(url: str) -> str:
    """`url` as it is for whoever came by no shared link."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] != _NAME]
    return urlunsplit(parts._replace(query="&".join(kept)))


def with_via(url: str, code: str) -> str:
    """`url` as it is shared under a code, in the place of another one."""
    parts = urlsplit(without_via(url))
    query = f"{parts.query}&{_NAME}={code}" if parts.query else f"{_NAME}={code}"
    return urlunsplit(parts._replace(query=query))
