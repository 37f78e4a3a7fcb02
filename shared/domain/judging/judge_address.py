"""The address of the newspaper's own judge: its host must be one of a list.

The list prevents forged requests (OWASP, "Server Side Request Forgery Prevention", case 1). It works only if this
module and the HTTP client parse an address alike. So an address that two parsers may read differently is refused: one
with a user name, a backslash, a fragment, or a letter beyond ASCII.
"""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

LONGEST = 2_000
"""The most characters of an address."""
_ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"https": "443", "http": "80"}
_ADDRESS = re.compile(r"(https?)://([^/?]+)(?:[/?].*)?", re.IGNORECASE)
_PLACE = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?")


def refused_url(url: str, allowed_hosts: Collection[str]) -> str | None:
    """Why a judge cannot be asked at `url`, as a sentence for the person who gave it; None if it can.

    `allowed_hosts` are `host` or `host:port` in lower case, IPv6 addresses in brackets. A host without port is allowed
    at its scheme's default port only (RFC 9110, section 4.2). Names are not resolved: whoever lists a host answers for
    its address.
    """
    if len(url) > LONGEST or any(not "!" <= character <= "~" or character in '\\"<>#' for character in url):
        return (
            f"Write the address in at most {LONGEST:,} ASCII characters, without spaces, quotes, backslashes and #: "
            "hosts as xn--…, the rest as %…"
        )
    address = _ADDRESS.fullmatch(url)
    if not address:
        return "Give the full address of the judge, starting with https://."
    scheme, place = address[1].lower(), address[2].lower()
    found = _PLACE.fullmatch(place)
    if not found:
        return "The host cannot be read. Write host or host:port: no user name or password, no dot at the end."
    host, port = found[1], found[2] or _DEFAULT_PORTS[scheme]
    if f"{host}:{port}" not in allowed_hosts and not (port == _DEFAULT_PORTS[scheme] and host in allowed_hosts):
        return f"{place} is not a host for judges. Add it to the JudgeHosts parameter if it should be."
    if is_readable_on_the_way(url):
        return "Comments are sent encrypted: the address must start with https://."
    return None


def is_readable_on_the_way(url: str) -> bool:
    """Is what is sent to `url` readable on the way? Plain http is allowed to this machine only."""
    parts = urlsplit(url)
    return parts.scheme != "https" and parts.hostname not in _ON_THIS_MACHINE
