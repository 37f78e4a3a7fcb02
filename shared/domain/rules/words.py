"""Rules about words and links."""

import re
from collections.abc import Sequence

from shared.domain.names import taken_for
from shared.domain.policy import Policy
from shared.domain.readers import Badge
from shared.domain.rules.findings import holds, passes, refuses
from shared.domain.text import fold
from shared.domain.verdicts import Circumstances, Finding, Writing

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def banned_words(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Words the newspaper does not print, in text, name and links."""
    found = _found(policy.banned_words, draft)
    return refuses(f"These words are not accepted here: {', '.join(found)}.") if found else passes()


def suspect_words(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Words that are worth a moderator's look, in text, name and links."""
    found = _found(policy.suspect_words, draft)
    return holds(", ".join(found), weight=50) if found else passes()


def links(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Many links, or any link in a name, are worth a moderator's look."""
    if _LINK.search(draft.author_name):
        return holds("a link in the name", weight=80)
    count = len(_LINK.findall(draft.body))
    if count > policy.max_links:
        return holds(f"{count} links; more than {policy.max_links} are held", weight=60)
    return passes(f"{count} links")


def staff_name(draft: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """A name that passes for the newspaper's own is for its staff."""
    taken = taken_for(draft.author_name, policy.staff_names)
    if taken is None:
        return passes()
    if circumstances.badge is Badge.STAFF:
        return passes(f"reads as “{taken}”, by a member of staff")
    return refuses(f"This name reads as “{taken}”, which is for our staff. Choose another one.")


def _found(listed: Sequence[str], draft: Writing) -> list[str]:
    """The words and phrases of `listed` that `draft` has, in time linear in the text for each length of phrase."""
    wanted = {fold(entry): entry for entry in listed}
    lengths = {len(words) for words in wanted if words}
    hits: dict[str, None] = {}
    for words in (fold(draft.author_name), fold(draft.body)):
        for size in lengths:
            for start in range(len(words) - size + 1):
                entry = wanted.get(words[start : start + size])
                if entry is not None:
                    hits[entry] = None
    return list(hits)[:10]
