"""Why comments are turned down, and why they are reported.

Made by `postbag tables` from shared/domain/networks_and_reasons.json: change that.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a comment is turned down."""

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
    """What a reader says is wrong with a comment."""

    SPAM = "spam"
    ABUSE = "abuse"
    HATE = "hate"
    ILLEGAL = "illegal"
    OFF_TOPIC = "off-topic"
    MISINFORMATION = "misinformation"
    PERSONAL_DATA = "personal-data"
    OTHER = "other"
