"""Addresses as they go into headers and links, and the parameters that Postbag adds to an article's."""

from urllib.parse import quote, urlsplit, urlunsplit

_OF_A_URI = "%:/?#[]@!$&'()*+,;=~"
"""What stays as it is in a whole address (RFC 3986, section 2); anything else is percent-encoded as UTF-8."""
_VIA = "via"


def as_uri(url: str) -> str:
    """`url` in ASCII, as a header has it."""
    return quote(url, safe=_OF_A_URI)


def with_parameter(url: str, name: str, value: str) -> str:
    """`url` with a query parameter in the place of any other of that name; all else stays as it was written."""
    parts = urlsplit(_without(url, name))
    query = f"{parts.query}&{name}={value}" if parts.query else f"{name}={value}"
    return urlunsplit(parts._replace(query=query))


def with_via(url: str, code: str) -> str:
    """`url` as it is shared under a code, in the place of another one."""
    return with_parameter(url, _VIA, code)


def without_via(url: str) -> str:
    """`url` as it is for whoever came by no shared link."""
    return _without(url, _VIA)


def _without(url: str, name: str) -> str:
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] != name]
    return urlunsplit(parts._replace(query="&".join(kept)))
