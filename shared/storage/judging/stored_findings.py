"""The trace of a judgement in few bytes: it is stored with each comment and in each index that holds comments whole.

One text for each rule: `banned-words 67` is one that passed and took 67 microseconds, `length 8 346 characters` one
with evidence, and `new-reader:hold:30 3 0 approved of 1 needed` one that did not pass, with its weight. As lists of
fields they would take 600 bytes of 2,000.
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
