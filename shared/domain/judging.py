"""Judging a comment: every rule gives a finding, then there is one verdict. Pure, and the same for staff."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.articles import Article, State
from shared.domain.names import taken_for
from shared.domain.policy import Policy
from shared.domain.readers import Badge, ReaderRecord
from shared.domain.refusals import CommentRefused, FieldError, ThreadClosed
from shared.domain.text import fold

_POINTERS = {"staff-name": "/author_name"}
"""What a rule refuses, if that is not the text."""
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


class Outcome(StrEnum):
    """What one rule says."""

    PASS = "pass"  # noqa: S105  (no password)
    HOLD = "hold"
    REFUSE = "refuse"


class Decision(StrEnum):
    """What all rules together say."""

    PUBLISH = "publish"
    HOLD = "hold"
    REFUSE = "refuse"


class Finding(BaseModel):
    """What one rule found: its outcome, and the evidence a moderator can check it against."""

    model_config = ConfigDict(frozen=True)

    rule: str
    outcome: Outcome
    evidence: Annotated[str, StringConstraints(max_length=500)] = ""
    weight: int = 0
    """How much this finding says, 0 (nothing) to 100 (enough on its own)."""


class Verdict(BaseModel):
    """What the rules say, all of it, and the hash of the policy they went by."""

    model_config = ConfigDict(frozen=True)

    decision: Decision
    findings: tuple[Finding, ...]
    policy_hash: str


class Writing(Protocol):
    """What is judged. A `comments.Draft` is one."""

    @property
    def author_name(self) -> str:
        """The name it is written under."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def website(self) -> str:
        """The honeypot."""


class Circumstances(BaseModel):
    """What the rules need to know besides the text."""

    model_config = ConfigDict(frozen=True)

    article: Article
    reader: ReaderRecord
    badge: Badge = Badge.GUEST


Rule = Callable[[Writing, Circumstances, Policy], Finding]


def judge(
    draft: Writing, circumstances: Circumstances, policy: Policy, rules: Sequence[tuple[str, Rule]] | None = None
) -> Verdict:
    """Run every rule and decide: refuse if one refuses, else hold if one holds, else publish.

    A rule that breaks holds the comment: nothing is published because a check failed.
    """
    findings = tuple(_run(name, rule, draft, circumstances, policy) for name, rule in rules or RULES)
    outcomes = {finding.outcome for finding in findings}
    if Outcome.REFUSE in outcomes:
        decision = Decision.REFUSE
    elif Outcome.HOLD in outcomes:
        decision = Decision.HOLD
    else:
        decision = Decision.PUBLISH
    return Verdict(decision=decision, findings=findings, policy_hash=policy.hash)


def refusal(verdict: Verdict) -> CommentRefused | None:
    """The refusal that tells the author why `verdict` refuses, or None if it does not."""
    refused = [finding for finding in verdict.findings if finding.outcome is Outcome.REFUSE]
    if not refused:
        return None
    if any(finding.rule == "thread-closed" for finding in refused):
        return ThreadClosed("Comments on this article are closed. You can still read the thread.")
    return CommentRefused(
        "This comment cannot be accepted as it is. Change what is listed and send it again.",
        [
            FieldError(pointer=_POINTERS.get(finding.rule, "/body"), code=finding.rule, detail=finding.evidence)
            for finding in refused
        ],
    )


def length(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """A comment has a longest length, in characters as people count and in bytes as it is stored."""
    count, size = len(draft.body), len(draft.body.encode())
    if count > policy.max_length:
        return _refuse("length", f"{count:,} characters; at most {policy.max_length:,} are accepted.")
    if size > policy.max_bytes:
        return _refuse("length", f"{size:,} bytes; at most {policy.max_bytes:,} are accepted. Shorten the text.")
    return _pass("length", f"{count:,} characters")


def thread_closed(_: Writing, circumstances: Circumstances, __: Policy) -> Finding:
    """A closed thread takes no comments."""
    if circumstances.article.state is State.CLOSED:
        return _refuse("thread-closed", "The thread is closed.")
    return _pass("thread-closed")


def new_reader(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """A new reader's first comments wait for a moderator."""
    approved = circumstances.reader.approved
    evidence = f"{approved} approved of {policy.new_reader_comments} needed"
    if approved < policy.new_reader_comments:
        return _hold("new-reader", evidence, weight=20)
    return _pass("new-reader", evidence)


def links(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Many links, or any link in a name, are worth a moderator's look."""
    if _LINK.search(draft.author_name):
        return _hold("links", "a link in the name", weight=80)
    count = len(_LINK.findall(draft.body))
    if count > policy.max_links:
        return _hold("links", f"{count} links; more than {policy.max_links} are held", weight=60)
    return _pass("links", f"{count} links")


def banned_words(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Words the newspaper does not print, in text or name."""
    found = _found(policy.banned_words, draft)
    if found:
        return _refuse("banned-words", f"These words are not accepted here: {', '.join(found)}.")
    return _pass("banned-words")


def suspect_words(draft: Writing, _: Circumstances, policy: Policy) -> Finding:
    """Words that are worth a moderator's look, in text or name."""
    found = _found(policy.suspect_words, draft)
    if found:
        return _hold("suspect-words", ", ".join(found), weight=50)
    return _pass("suspect-words")


def staff_name(draft: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """A name that passes for the newspaper's own is for its staff."""
    taken = taken_for(draft.author_name, policy.staff_names)
    if taken is None:
        return _pass("staff-name")
    if circumstances.badge is Badge.STAFF:
        return _pass("staff-name", f"reads as “{taken}”, by a member of staff")
    return _refuse("staff-name", f"This name reads as “{taken}”, which is for our staff. Choose another one.")


def honeypot(draft: Writing, _: Circumstances, __: Policy) -> Finding:
    """People do not see the field `website`; whoever fills it is probably a robot."""
    if draft.website:
        return _hold("honeypot", draft.website[:100], weight=90)
    return _pass("honeypot")


def form(_: Writing, __: Circumstances, ___: Policy) -> Finding:
    """The form for pages without JavaScript asks for no proof of work, so what it brings waits for a moderator."""
    return _hold("form", "sent by the form for pages without JavaScript, without a reader pass", weight=10)


RULES: tuple[tuple[str, Rule], ...] = (
    ("length", length),
    ("thread-closed", thread_closed),
    ("new-reader", new_reader),
    ("links", links),
    ("banned-words", banned_words),
    ("suspect-words", suspect_words),
    ("staff-name", staff_name),
    ("honeypot", honeypot),
)
FORM_RULES = (*RULES, ("form", form))
"""The rules for what comes by the form."""


def _run(name: str, rule: Rule, draft: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    try:
        return rule(draft, circumstances, policy)
    except Exception as fault:  # noqa: BLE001  (whatever breaks, the comment is held)
        return _hold(name, f"the rule broke: {type(fault).__name__}", weight=100)


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


def _pass(rule: str, evidence: str = "") -> Finding:
    return Finding(rule=rule, outcome=Outcome.PASS, evidence=evidence)


def _hold(rule: str, evidence: str, *, weight: int) -> Finding:
    return Finding(rule=rule, outcome=Outcome.HOLD, evidence=evidence, weight=weight)


def _refuse(rule: str, evidence: str) -> Finding:
    return Finding(rule=rule, outcome=Outcome.REFUSE, evidence=evidence, weight=100)
