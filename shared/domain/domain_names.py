"""Domain names in the letters of the DNS."""

import re
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

LONGEST = 253
_LONGEST_LABEL = 63
_FORM = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
_READ_IN_TWO_WAYS = re.compile("[\u00df\u03c2\u200c\u200d]")
"""Letters that old and new software spells differently in ASCII (UTS #46, section 7)."""


def in_ascii(domain: str) -> str | None:
    """A domain name in lower case and ASCII, other letters as xn--… (IDNA 2003, RFC 3490); None if it is no such name.

    IDNA 2003 comes with Python. IDNA 2008 differs from it in four characters (UTS #46, section 7).
    """
    text = domain.strip().lower()
    if len(text) > LONGEST:
        return None
    try:
        spelled = text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        return None
    is_one = re.match(_FORM, spelled) and max(map(len, spelled.split("."))) <= _LONGEST_LABEL
    return spelled if is_one else None


def _checked(domain: object) -> object:
    if not isinstance(domain, str):
        return domain
    if _READ_IN_TWO_WAYS.search(domain):
        raise ValueError("Write this domain in ASCII, as xn--…: its letters can be read in two ways.")
    spelled = in_ascii(domain)
    if spelled is None:
        raise ValueError("Write a domain such as example.com, without https://, port and path.")
    return spelled


Domain = Annotated[str, BeforeValidator(_checked), StringConstraints(max_length=LONGEST, pattern=_FORM)]
