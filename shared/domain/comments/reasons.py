"""The reasons to reject a comment, and the reasons to report one.

Made by `postbag tables` from shared/domain/networks_and_reasons.json: change that.
"""

from enum import StrEnum


class Reason(StrEnum):
    """A reason to reject a comment."""

    OFFENSIVE = "offensive"
    ABUSE = "abuse"
    SPAM = "spam"
    BANNED_WORD = "banned-word"
    ADVERTISING = "advertising"
    ILLEGAL = "illegal"
    HARASSMENT = "harassment"
    MISINFORMATION = "misinformation"
    HATE = "hate"
    OFF_TOPIC = "off-topic"
    PERSONAL_DATA = "personal-data"
    OTHER = "other"


class ReportReason(StrEnum):
    """A reason to report a comment."""

    SPAM = "spam"
    ABUSE = "abuse"
    HATE = "hate"
    ILLEGAL = "illegal"
    OFF_TOPIC = "off-topic"
    MISINFORMATION = "misinformation"
    PERSONAL_DATA = "personal-data"
    OTHER = "other"
