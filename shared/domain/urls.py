"""Addresses in headers and links, and the parameters that Postbag adds to an article's address."""

from urllib.parse import quote, urlsplit, urlunsplit

_OF_A_URI = "%:/?#[]@!$&'()*+,;=~"
"""Characters that an address keeps (RFC 3986, section 2). All others are percent-encoded as UTF-8."""
_VIA = "via"


def as_uri(url: str) -> str:
    """`url` in ASCII, for a header."""
    return quote(url, safe=_OF_A_URI)


def with_parameter(url: str, name: str, value: str) -> str:
    """Set a query parameter of `url`, and remove others of that name. The rest of `url` stays unchanged."""
    parts = urlsplit(_without(url, name))
    query = f"{parts.query}&{name}={value}" if parts.query else f"{name}={value}"
    return urlunsplit(parts._replace(query=query))


def with_via(url: str, code: str) -> str:
    """Set the network's code in `url`, as a shared link has it."""
    return with_parameter(url, _VIA, code)


def without_via(url: str) -> str:
    """Remove the network's code from `url`."""
    return _without(url, _VIA)


def _without(url: str, name: str) -> str:
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] != name]
    return urlunsplit(parts._replace(query="&".join(kept)))
