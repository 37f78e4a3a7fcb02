"""Domains of mail addresses: all that is ever kept of one."""

_LONGEST = 253
"""Characters of the longest name (RFC 1035, section 2.3.4, as text)."""


def domain_of(address: object) -> str | None:
    """The domain of a mail address (RFC 5321, section 2.3.11) in lower case and ASCII; None if it has none."""
    if not isinstance(address, str):
        return None
    local, at, name = address.rpartition("@")
    return in_ascii(name) if local and at else None


def in_ascii(name: str) -> str | None:
    """A domain's name in lower case and in the form that is looked up (IDNA 2003, RFC 3490); None if it is none.

    IDNA 2003 because it comes with Python; it and IDNA 2008 differ for four characters (UTS 46, section 7).
    """
    name = name.strip().rstrip(".").lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            return None
    return name if 0 < len(name) <= _LONGEST else None
