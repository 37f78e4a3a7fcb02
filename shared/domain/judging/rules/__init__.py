"""The rules, each a pure function of the writing, its circumstances and the policy.

A rule says what it found and never decides alone; `judge.py` runs all of them. Their order is that of the trace.
"""

from collections.abc import Callable

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.machines import form, honeypot, spam_filter, too_fast
from shared.domain.judging.rules.people import banned, flood, new_reader, rejections
from shared.domain.judging.rules.places import pre_moderation, read_only, thread_closed
from shared.domain.judging.rules.texts import length, same_text, shouting
from shared.domain.judging.rules.words import banned_words, links, ready, staff_name, suspect_words
from shared.domain.judging.verdict import Circumstances, Finding, Writing

Rule = Callable[[Writing, Circumstances, Policy], Finding]

__all__ = ["RULES", "Rule", "ready"]

RULES: dict[str, Rule] = {
    "read-only": read_only,
    "thread-closed": thread_closed,
    "banned": banned,
    "flood": flood,
    "length": length,
    "banned-words": banned_words,
    "suspect-words": suspect_words,
    "links": links,
    "staff-name": staff_name,
    "same-text": same_text,
    "shouting": shouting,
    "new-reader": new_reader,
    "rejections": rejections,
    "pre-moderation": pre_moderation,
    "honeypot": honeypot,
    "too-fast": too_fast,
    "form": form,
    "spam-filter": spam_filter,
}
