"""Where the newspaper's own judge may be: at an address that leads to one of the hosts of a list, and nowhere else.

A list of hosts is the defence against requests forged through a server (OWASP, "Server Side Request Forgery
Prevention", case 1). It holds only if this and the HTTP client read an address alike. So whatever two readers might
read differently is refused, rather than mended: user names, backslashes, fragments, and letters that are not ASCII.
"""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

LONGEST = 2_000
"""Characters of the longest address."""
_ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"https": "443", "http": "80"}
_ADDRESS = re.compile(r"(https?)://([^/?]+)(?:[/?].*)?", re.IGNORECASE)
_PLACE = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?")


def refused_url(url: str, allowed_hosts: Collection[str]) -> str | None:
    """Why a judge cannot be asked at `url`, in words for the person who gave it; None if it can.

    `allowed_hosts` are `host` or `host:port` in lower case; a host without port is allowed at its scheme's own port
    only (RFC 9110, section 4.2). IPv6 addresses stand in brackets. No name is looked up: who puts a host on the list
    answers for what it resolves to.
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
        return f"{place} is no host that judges may be at. Add it to the JudgeHosts parameter if it should be."
    if is_readable_on_the_way(url):
        return "Comments are sent encrypted: the address must start with https://."
    return None


def is_readable_on_the_way(url: str) -> bool:
    """Would everybody on the way to `url` read what is sent there? Plain http is for this machine only."""
    parts = urlsplit(url)
    return parts.scheme != "https" and parts.hostname not in _ON_THIS_MACHINE
