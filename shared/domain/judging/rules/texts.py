"""Rules about the text as a whole."""

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.rule import holds, passes, refuses, rule
from shared.domain.judging.verdict import Circumstances, Finding, Writing

SHORT_REMARK = 40
"""Characters up to which people honestly write the same: "Thank you!", "+1"."""
_FEW_LETTERS = 20
"""A text of so few letters may be all capitals: an abbreviation, a cry."""


@rule("length", place=50)
def length(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """A comment has a longest length, in characters as people count and in bytes as it is stored."""
    count, size = len(draft.body), len(draft.body.encode())
    if count > policy.max_length:
        return refuses(f"{count:,} characters; at most {policy.max_length:,} are accepted.")
    if size > policy.max_bytes:
        return refuses(f"{size:,} bytes; at most {policy.max_bytes:,} are accepted. Shorten the text.")
    return passes(f"{count:,} characters")


@rule("shouting", place=110)
def shouting(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """A text mostly in capitals. Scripts that have none cannot shout."""
    cased = [character for character in draft.body if character.isupper() or character.islower()]
    if len(cased) <= _FEW_LETTERS:
        return passes()
    share = sum(map(str.isupper, cased)) / len(cased)
    evidence = f"{share:.0%} capitals"
    return holds(evidence, weight=20) if share > policy.max_capitals else passes(evidence)


@rule("same-text", place=100)
def same_text(draft: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """The same text again, on any article and by any reader. Other case, signs or look-alike letters do not help."""
    sent = circumstances.same_text
    evidence = "already sent once today" if sent == 1 else f"already sent {sent} times today"
    if len(draft.body) <= SHORT_REMARK or sent < policy.same_text_per_day:
        return passes(evidence if sent else "")
    return holds(evidence, weight=60)
