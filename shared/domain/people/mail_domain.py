"""The domain of a mail address. Postbag keeps no other part of one."""

from shared.domain.domain_names import in_ascii


def domain_of(address: object) -> str | None:
    """The domain of a mail address (RFC 5321, section 2.3.11), in lower case and ASCII; None if it has none."""
    if not isinstance(address, str):
        return None
    local, at, name = address.rpartition("@")
    return in_ascii(name.strip().removesuffix(".")) if local and at else None
