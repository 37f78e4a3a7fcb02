"""Rules about words and links."""

from functools import lru_cache

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.rule import holds, passes, refuses, rule
from shared.domain.judging.verdict import Circumstances, Finding, Writing
from shared.domain.people.reader import Badge
from shared.domain.words.links import Domains, hosts, links_in
from shared.domain.words.listed_words import WordHit, Words
from shared.domain.words.staff_names import taken_for

_LISTS = 8
"""Lists that are kept: those of the policy in force, and of a draft policy."""


def ready(policy: Policy) -> None:
    """Build the lists of a policy, once. A long list takes longer than a rule may."""
    for words in (policy.banned_words, policy.suspect_words):
        _words(words)
    for domains in (policy.banned_domains, policy.suspect_domains):
        _domains(domains)


@rule("banned-words", place=60)
def banned_words(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Refuse words that the newspaper does not print, in text, name and links."""
    found = _found(policy.banned_words, draft)
    return refuses(f"These words are not accepted here: {_said(found)}.") if found else passes()


@rule("suspect-words", place=70)
def suspect_words(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Hold words that a moderator should look at, in text, name and links."""
    found = _found(policy.suspect_words, draft)
    return holds(_said(found), weight=50) if found else passes()


@rule("links", place=80)
def links(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Refuse links to banned domains; hold links to suspect ones, many links, and any link in a name."""
    linked = [*hosts(draft.author_name), *hosts(draft.body)]
    if banned := _taken_for(policy.banned_domains, linked):
        return refuses(f"Links to these sites are not accepted here: {', '.join(banned)}.")
    if links_in(draft.author_name):
        return holds("a link in the name", weight=80)
    if suspect := _taken_for(policy.suspect_domains, linked):
        return holds(f"links to {', '.join(suspect)}", weight=60)
    count = links_in(draft.body)
    if count > policy.max_links:
        return holds(f"{count} links; more than {policy.max_links} are held", weight=60)
    return passes(f"{count} links")


@rule("staff-name", place=90)
def staff_name(draft: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """Refuse a name that looks like one of the newspaper's own, unless its author is staff."""
    taken = taken_for(draft.author_name, policy.staff_names)
    if taken is None:
        return passes()
    if circumstances.badge is Badge.STAFF:
        return passes(f"reads as “{taken}”, by a member of staff")
    return refuses(f"This name reads as “{taken}”, which is for our staff. Choose another one.")


def _found(listed: tuple[str, ...], draft: Writing) -> list[WordHit]:
    words = _words(listed)
    found = {hit.listed: hit for text in (draft.author_name, draft.body) for hit in words.found_in(text)}
    return list(found.values())


def _said(found: list[WordHit]) -> str:
    """The entries, each with how it was typed if that differs."""
    return ", ".join(
        hit.listed if _plain(hit.typed) == _plain(hit.listed) else f"{hit.listed} (“{hit.typed}”)" for hit in found
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _taken_for(listed: tuple[str, ...], linked: list[str]) -> list[str]:
    """The domains of a list that the links lead to, or seem to."""
    domains = _domains(listed)
    return list(dict.fromkeys(domain for host in linked if (domain := domains.taken_for(host))))


@lru_cache(maxsize=_LISTS)
def _words(listed: tuple[str, ...]) -> Words:
    return Words(listed)


@lru_cache(maxsize=_LISTS)
def _domains(listed: tuple[str, ...]) -> Domains:
    return Domains(listed)
