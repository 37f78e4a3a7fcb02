"""What is wrong with a policy whose fields each are as they should be: entries that mean nothing, or clash."""

import re
from collections.abc import Collection, Iterator, Sequence

from shared.domain.judging.judge_address import refused_url
from shared.domain.judging.policy import Policy, packed
from shared.domain.refusals import FieldError
from shared.domain.words.listed_words import spelling

LARGEST = 350_000
"""Bytes of a policy as it is kept: an item has 400 KB (AWS: DynamoDB quotas), and the other attributes their share."""
MOST_FAULTS = 100
"""More than these nobody reads at once."""

_WORDS = ("banned_words", "suspect_words", "staff_names")
_DOMAINS = ("banned_domains", "suspect_domains")
# What means something in regular expressions and wildcards, and is no letter in anybody's disguise of a word.
_PATTERN = re.compile(r"^\*|\*$|[.)][*+?]|[\\^\[\]{}]|\(\?")


def faults(policy: Policy, *, judge_hosts: Collection[str]) -> list[FieldError]:
    """At most a hundred things that are wrong with `policy`, in the order of its fields, by JSON pointers into it.

    `judge_hosts` is where the newspaper's own judge may be: see `judge_address.py`.
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
            said = f"“{entry}” is listed before, as “{known[words]}”."
            yield FieldError(pointer=pointer, code="duplicate", detail=said)
        else:
            known[words] = entry


def _repeated(name: str, domains: Sequence[str]) -> Iterator[FieldError]:
    known: set[str] = set()
    for place, domain in enumerate(domains):
        if domain in known:
            yield FieldError(pointer=f"/{name}/{place}", code="duplicate", detail=f"{domain} is listed before.")
        known.add(domain)


def _contradictions(policy: Policy) -> Iterator[FieldError]:
    """What somebody wants held, and is refused by another entry."""
    banned = {spelling(entry): entry for entry in policy.banned_words}
    said_so = "suspect_words" in policy.model_fields_set  # nobody is told what is wrong with a default
    for place, entry in enumerate(policy.suspect_words if said_so else ()):
        refused = banned.get(spelling(entry))
        if refused and spelling(entry):
            said = (
                f"“{entry}” cannot be held, for the banned words refuse “{refused}”. Take it out of one of the lists."
            )
            yield FieldError(pointer=f"/suspect_words/{place}", code="contradiction", detail=said)
    for place, domain in enumerate(policy.suspect_domains):
        above = _above(domain, policy.banned_domains)
        if above:
            said = f"{domain} cannot be held, for the banned domains refuse {above}. Take it out of one of the lists."
            yield FieldError(pointer=f"/suspect_domains/{place}", code="contradiction", detail=said)


def _above(domain: str, domains: Collection[str]) -> str | None:
    """The one of `domains` that `domain` is, or lies below."""
    labels = domain.split(".")
    return next((above for start in range(len(labels)) if (above := ".".join(labels[start:])) in domains), None)


def _of_judges(policy: Policy, judge_hosts: Collection[str]) -> Iterator[FieldError]:
    address = policy.judges.newspaper
    wrong = refused_url(address, judge_hosts) if address is not None else None
    if wrong:
        yield FieldError(pointer="/judges/newspaper", code="refused-address", detail=wrong)
