"""Amazon Comprehend's DetectToxicContent (API reference, comprehend-2017-11-27).

It reads English only, in up to ten segments of 1 KB a call. It may be in another region than Postbag, since few regions
have it.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

from shared.domain.judging.verdict import Finding
from shared.slow_judges.http_call import LONGEST_WAIT, too_late, within
from shared.slow_judges.service import WAITS, CommentForJudges, Down, held, passed

SEGMENT = 1_000
"""Bytes of the largest segment: the reference says 1 KB."""
SEGMENTS = 10
"""Segments of one call."""

_NOT_ITS_LANGUAGE = "UnsupportedLanguageException"
_OVERALL = "toxicity"


class Toxicity:
    """Comprehend in one region. It holds comments with a score of at least `hold_from`, 0 to 1."""

    name = "toxicity"
    title = "Amazon Comprehend"

    def __init__(self, region: str | None = None, *, hold_from: float = 0.5, seconds: float = LONGEST_WAIT) -> None:
        self._region = region
        self._hold_from = hold_from
        self._seconds = seconds

    @cached_property
    def client(self) -> Any:
        """The client of the service, made at first use."""
        limits = Config(connect_timeout=self._seconds, read_timeout=self._seconds, retries={"total_max_attempts": 2})
        return boto3.client("comprehend", region_name=self._region, config=limits)

    def ask(self, asked: CommentForJudges, *, at: int) -> Finding:  # noqa: ARG002  (boto3 signs with the machine's time)
        """Comprehend's finding about name and text.

        Raises:
            Down: it gave no answer, or one without scores.
        """
        if asked.language and asked.language.lower().split("-")[0] != "en":
            return self._not_english(f"the comment is marked as “{asked.language}”")
        segments = list(split(f"{asked.author_name}\n{asked.body}"))
        try:
            scores = within(self._seconds, lambda _: self._scores(segments))
        except (ConnectTimeoutError, ReadTimeoutError):
            raise Down(too_late(self._seconds)) from None
        except ClientError as fault:
            code = fault.response.get("Error", {}).get("Code", "an error")
            if code == _NOT_ITS_LANGUAGE:
                return self._not_english("it takes this for another language")
            raise Down(f"answered with {code}") from None
        except BotoCoreError as fault:
            raise Down(f"could not be asked ({type(fault).__name__})") from None
        return self._judged(scores)

    def _not_english(self, why: str) -> Finding:
        return held(self.name, f"Amazon Comprehend judges English only, and {why}. {WAITS}")

    def _scores(self, segments: Sequence[str]) -> dict[str, float]:
        """The highest score of each label over all segments, and the highest overall toxicity."""
        highest: dict[str, float] = {}
        for start in range(0, len(segments), SEGMENTS):
            batch = [{"Text": segment} for segment in segments[start : start + SEGMENTS]]
            results = self.client.detect_toxic_content(LanguageCode="en", TextSegments=batch).get("ResultList", [])
            if len(results) != len(batch) or not all("Toxicity" in result for result in results):
                raise Down("answered without scores for all of the text")
            for label, score in _labelled(results):
                highest[label] = max(score, highest.get(label, 0.0))
        return highest

    def _judged(self, scores: dict[str, float]) -> Finding:
        told = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
        listed = ", ".join(f"{label} {score:.2f}" for label, score in told if score >= self._hold_from)
        if listed:
            return held(
                self.name, f"{listed}; held from {self._hold_from:.2f}", weight=min(100, round(100 * told[0][1]))
            )
        return passed(self.name, f"{_OVERALL} {scores[_OVERALL]:.2f}; held from {self._hold_from:.2f}")


def split(text: str) -> Iterator[str]:
    """`text` in segments of at most 1,000 bytes, cut between words where possible."""
    rest = text.strip()
    while rest:
        head = rest[:SEGMENT].encode()[:SEGMENT].decode(errors="ignore")
        if len(head) < len(rest) and not rest[len(head)].isspace():
            head = head[: max((place for place, c in enumerate(head) if c.isspace()), default=len(head))]
        yield head.rstrip()
        rest = rest[len(head) :].lstrip()


def _labelled(results: Sequence[Any]) -> Iterator[tuple[str, float]]:
    for result in results:
        yield _OVERALL, result["Toxicity"]
        for label in result.get("Labels", []):
            yield label["Name"].replace("_", " ").lower(), label["Score"]
