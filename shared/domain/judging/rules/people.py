"""Rules about the author."""

from shared.domain.judging import refusal_sentences
from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.rule import holds, passes, refuses, rule
from shared.domain.judging.verdict import Circumstances, Finding, Writing

_ENOUGH_DECIDED = 4
"""The fewest decided comments of which a share means something."""


@rule("banned", place=30)
def banned(_: Writing, circumstances: Circumstances, __: Policy) -> Finding:
    """A banned reader, source address or mail domain cannot write."""
    return refuses(refusal_sentences.banned(circumstances.ban)) if circumstances.ban else passes()


@rule("flood", place=40)
def flood(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """Limit the comments of one reader, and of one address, in an hour. The write checks the same limits exactly."""
    if circumstances.form and circumstances.by_reader >= policy.forms_per_hour:
        return refuses(f"{policy.forms_per_hour} comments an hour are taken this way from one address.")
    if circumstances.by_reader >= policy.comments_per_hour:
        return refuses(f"{policy.comments_per_hour} comments an hour are taken from one reader.")
    if circumstances.from_address >= policy.comments_per_hour_from_address:
        return refuses(f"{policy.comments_per_hour_from_address} comments an hour are taken from one address.")
    return passes(f"{circumstances.by_reader} this hour, {circumstances.from_address} from the address")


@rule("new-reader", place=120)
def new_reader(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """A new reader's first comments wait for a moderator."""
    approved = circumstances.reader.approved
    evidence = f"{approved} approved of {policy.new_reader_comments} needed"
    return holds(evidence, weight=20) if approved < policy.new_reader_comments else passes(evidence)


@rule("rejections", place=130)
def rejections(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """A reader with many rejected comments is held for a moderator."""
    record = circumstances.reader
    decided = record.approved + record.rejected
    evidence = f"{record.rejected} rejected of {decided}"
    if decided >= _ENOUGH_DECIDED and record.rejected > policy.max_rejected_share * decided:
        return holds(evidence, weight=40)
    return passes(evidence)
