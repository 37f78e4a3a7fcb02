"""Findings in few bytes: they are stored with each comment, and in each index that holds whole comments.

A finding is one text. In `banned-words 67` the rule passed and took 67 microseconds; `length 8 346 characters` has
evidence too. In `new-reader:hold:30 3 0 approved of 1 needed` the rule held the comment, with weight 30. As lists of
fields, findings would take 600 of a comment's 2,000 bytes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.domain.judging.verdict import Finding, Outcome


def written(findings: Iterable[Finding]) -> list[str]:
    """Findings as the table keeps them."""
    return [_written(finding) for finding in findings]


def read(kept: Iterable[str]) -> list[Mapping[str, Any]]:
    """The fields of findings that the table keeps."""
    return [_read(one) for one in kept]


def _written(finding: Finding) -> str:
    silent = finding.outcome is Outcome.PASS and finding.weight == 0
    said = finding.rule if silent else f"{finding.rule}:{finding.outcome}:{finding.weight}"
    return f"{said} {finding.microseconds}" + (f" {finding.evidence}" if finding.evidence else "")


def _read(text: str) -> Mapping[str, Any]:
    said, took, evidence = [*text.split(" ", 2), ""][:3]
    rule, outcome, weight = said.split(":") if ":" in said else (said, Outcome.PASS, 0)
    return {"rule": rule, "outcome": outcome, "evidence": evidence, "weight": weight, "microseconds": took}
