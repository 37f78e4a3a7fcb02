"""Check a policy beyond its types: entries that can match nothing, and entries that contradict each other."""

import re
from collections.abc import Collection, Iterator, Sequence

from shared.domain.judging.judge_address import refused_url
from shared.domain.judging.policy import Policy, packed
from shared.domain.refusals import FieldError
from shared.domain.words.listed_words import spelling

LARGEST = 350_000
"""Bytes of the largest packed policy. An item has at most 400 KB (AWS: DynamoDB quotas), with other attributes."""
MOST_FAULTS = 100
"""The most faults of one answer; nobody reads more at once."""

_WORDS = ("banned_words", "suspect_words", "staff_names")
_DOMAINS = ("banned_domains", "suspect_domains")
# Signs of regular expressions and wildcards that nobody uses to disguise a letter.
_PATTERN = re.compile(r"^\*|\*$|[.)][*+?]|[\\^\[\]{}]|\(\?")


def faults(policy: Policy, *, judge_hosts: Collection[str]) -> list[FieldError]:
    """The faults of `policy`, at most MOST_FAULTS, in the order of its fields, with JSON pointers into it.

    `judge_hosts` are the hosts where the newspaper's own judge may be: see `judge_address.py`.
    """
    found = [
        *(fault for name in _WORDS for fault in _of_words(name, getattr(policy, name))),
        *(fault for name in _DOMAINS for fault in _repeated(name, getattr(policy, name))),
        *_contradictions(policy),
        *_of_judges(policy, judge_hosts),
    ]
    size = len(packed(policy))
    if size > LARGEST:
        said = f"Compressed, these rules have {size:,} bytes; at most {LARGEST:,} are kept. Shorten the lists."
        found.append(FieldError(pointer="", code="too-large", detail=said))
    return found[:MOST_FAULTS]


def _of_words(name: str, listed: Sequence[str]) -> Iterator[FieldError]:
    known: dict[tuple[str, ...], str] = {}
    for place, entry in enumerate(listed):
        words, pointer = spelling(entry), f"/{name}/{place}"
        if _PATTERN.search(entry):
            said = f"“{entry}” looks like a pattern. List words as people spell them: their disguises are found anyway."
            yield FieldError(pointer=pointer, code="pattern", detail=said)
        elif not words:
            said = f"“{entry}” has no letter or digit that could be found."
            yield FieldError(pointer=pointer, code="nothing-to-compare", detail=said)
        elif words in known:
            said = f"“{entry}” is listed already, as “{known[words]}”."
            yield FieldError(pointer=pointer, code="duplicate", detail=said)
        else:
            known[words] = entry


def _repeated(name: str, domains: Sequence[str]) -> Iterator[FieldError]:
    known: set[str] = set()
    for place, domain in enumerate(domains):
        if domain in known:
            yield FieldError(pointer=f"/{name}/{place}", code="duplicate", detail=f"{domain} is listed already.")
        known.add(domain)


def _contradictions(policy: Policy) -> Iterator[FieldError]:
    """Entries that shall hold a comment although another entry refuses it."""
    banned = {spelling(entry): entry for entry in policy.banned_words}
    said_so = "suspect_words" in policy.model_fields_set  # a default is not the sender's fault
    for place, entry in enumerate(policy.suspect_words if said_so else ()):
        refused = banned.get(spelling(entry))
        if refused and spelling(entry):
            said = (
                f"“{entry}” cannot be held, since the banned words refuse “{refused}”. Take it out of one of the lists."
            )
            yield FieldError(pointer=f"/suspect_words/{place}", code="contradiction", detail=said)
    for place, domain in enumerate(policy.suspect_domains):
        above = _above(domain, policy.banned_domains)
        if above:
            said = f"{domain} cannot be held, since the banned domains refuse {above}. Take it out of one of the lists."
            yield FieldError(pointer=f"/suspect_domains/{place}", code="contradiction", detail=said)


def _above(domain: str, domains: Collection[str]) -> str | None:
    """The one of `domains` that `domain` equals or lies below."""
    labels = domain.split(".")
    return next((above for start in range(len(labels)) if (above := ".".join(labels[start:])) in domains), None)


def _of_judges(policy: Policy, judge_hosts: Collection[str]) -> Iterator[FieldError]:
    address = policy.judges.newspaper
    wrong = refused_url(address, judge_hosts) if address is not None else None
    if wrong:
        yield FieldError(pointer="/judges/newspaper", code="refused-address", detail=wrong)
