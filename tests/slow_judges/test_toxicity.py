"""Amazon Comprehend's toxicity judge, played by botocore's stubber, which checks calls and answers by the service's
model."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import botocore.exceptions
import pytest
from botocore.stub import ANY, Stubber

from shared.domain.judging.verdict import Finding, Outcome
from shared.slow_judges.circuit_breaker import Breaker
from shared.slow_judges.service import CommentForJudges, Guarded
from shared.slow_judges.toxicity import SEGMENT, Toxicity, split
from tests.slow_judges.other_side import ASKED, NOW

CALL = "detect_toxic_content"
Instead = Callable[[Callable[..., None]], None]
WAITS = " The comment waits for a moderator."


@pytest.fixture(scope="module")
def client() -> Any:
    """One client for all tests: making one takes a quarter of a second."""
    return Toxicity("us-east-1").client


@pytest.fixture
def comprehend(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def judged(client: Any, asked: CommentForJudges = ASKED, **settings: Any) -> Finding:
    service = Toxicity("us-east-1", **settings)
    service.client = client
    return Guarded(service, Breaker()).judge(asked, at=NOW)


def written(body: str, **more: str) -> CommentForJudges:
    return ASKED.model_copy(update={"body": body, **more})


def scores(toxicity: float, **labels: float) -> dict[str, Any]:
    return {"Toxicity": toxicity, "Labels": [{"Name": name, "Score": score} for name, score in labels.items()]}


def finds(comprehend: Stubber, *results: dict[str, Any], texts: Sequence[str] | None = None) -> None:
    """The service's next answer. `texts` are the texts that it must receive, if the test checks them."""
    segments = ANY if texts is None else [{"Text": text} for text in texts]
    expected = {"LanguageCode": "en", "TextSegments": segments}
    comprehend.add_response(CALL, {"ResultList": list(results)}, expected)


def test_a_friendly_comment_passes(client: Any, comprehend: Stubber) -> None:
    finds(comprehend, scores(0.12, INSULT=0.31, PROFANITY=0.05), texts=["Ada\nHello"])
    assert judged(client, written("Hello")) == Finding(
        rule="toxicity", outcome=Outcome.PASS, evidence="toxicity 0.12; held from 0.50", weight=0
    )


def test_an_insult_is_held_and_the_labels_are_named_with_their_scores(client: Any, comprehend: Stubber) -> None:
    finds(comprehend, scores(0.71, INSULT=0.934, HARASSMENT_OR_ABUSE=0.5, GRAPHIC=0.49))
    assert judged(client) == Finding(
        rule="toxicity",
        outcome=Outcome.HOLD,
        evidence="insult 0.93, toxicity 0.71, harassment or abuse 0.50; held from 0.50",
        weight=93,
    )


@pytest.mark.parametrize(("hold_from", "outcome"), [(0.8, Outcome.HOLD), (0.81, Outcome.PASS), (0.0, Outcome.HOLD)])
def test_how_sure_it_must_be_is_the_policys_to_say(
    client: Any, comprehend: Stubber, hold_from: float, outcome: Outcome
) -> None:
    finds(comprehend, scores(0.1, HATE_SPEECH=0.8))
    assert judged(client, hold_from=hold_from).outcome is outcome


def test_toxicity_alone_is_enough(client: Any, comprehend: Stubber) -> None:
    finds(comprehend, {"Toxicity": 0.9})
    assert judged(client).evidence == "toxicity 0.90; held from 0.50"


def test_a_long_comment_is_judged_whole_and_by_its_worst_part(client: Any, comprehend: Stubber) -> None:
    asked = written(" ".join(f"word{number:05}" for number in range(1_000)))  # 10 kB: 11 segments, so two calls
    texts = list(split(f"Ada\n{asked.body}"))
    assert len(texts) == 11
    finds(comprehend, scores(0.2, INSULT=0.99), *[scores(0.1, INSULT=0.1)] * 9, texts=texts[:10])
    finds(comprehend, scores(0.3, INSULT=0.1), texts=texts[10:])
    assert judged(client, asked).evidence == "insult 0.99; held from 0.50"


def test_a_comment_in_the_longest_letters_is_judged_whole(client: Any, comprehend: Stubber) -> None:
    for size in (10, 10, 10, 10, 1):
        finds(comprehend, *[scores(0.1)] * size)
    assert judged(client, written("👍" * 10_000)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "results", [[], [{"Labels": []}], [scores(0.1), scores(0.1)]], ids=["none", "without a score", "too many"]
)
def test_without_scores_for_all_of_the_text_the_comment_is_held(
    client: Any, comprehend: Stubber, results: list[dict[str, Any]]
) -> None:
    finds(comprehend, *results)
    finding = judged(client)
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence == "Amazon Comprehend answered without scores for all of the text." + WAITS


@pytest.mark.parametrize(
    "code",
    [
        *("InternalServerException", "InvalidRequestException", "TextSizeLimitExceededException"),
        *("ThrottlingException", "AccessDeniedException", "ExpiredTokenException"),
    ],
)
def test_an_error_of_the_service_holds_the_comment_and_is_named(client: Any, comprehend: Stubber, code: str) -> None:
    comprehend.add_client_error(CALL, code, "whatever it says", 400)
    finding = judged(client)
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence == f"Amazon Comprehend answered with {code}." + WAITS


def test_a_text_in_another_language_holds_the_comment_and_says_so(client: Any, comprehend: Stubber) -> None:
    comprehend.add_client_error(CALL, "UnsupportedLanguageException", "", 400)
    assert judged(client).evidence == (
        "Amazon Comprehend judges English only, and it takes this for another language." + WAITS
    )


@pytest.mark.usefixtures("comprehend")
def test_what_is_marked_as_another_language_is_not_even_sent(client: Any) -> None:
    finding = judged(client, written("Grüezi", language="de-CH"))
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence == "Amazon Comprehend judges English only, and the comment is marked as “de-CH”." + WAITS


def test_another_language_is_no_failure_of_the_service(client: Any, comprehend: Stubber) -> None:
    service = Toxicity("us-east-1")
    service.client = client
    judge = Guarded(service, Breaker())
    for _ in range(6):
        judge.judge(written("Grüezi", language="de-CH"), at=NOW)
    finds(comprehend, scores(0.1))
    assert judge.judge(written("Hello", language="en-GB"), at=NOW).outcome is Outcome.PASS


@pytest.fixture
def instead(client: Any) -> Iterator[Instead]:
    """Let the client do something else instead of a call, until the test ends."""
    registered: list[Callable[..., None]] = []

    def register(does: Callable[..., None]) -> None:
        registered.append(does)
        client.meta.events.register("before-call.comprehend.DetectToxicContent", does)

    yield register
    for does in registered:
        client.meta.events.unregister("before-call.comprehend.DetectToxicContent", does)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (botocore.exceptions.ReadTimeoutError(endpoint_url="there"), "did not answer within 4 seconds"),
        (botocore.exceptions.ConnectTimeoutError(endpoint_url="there"), "did not answer within 4 seconds"),
        (
            botocore.exceptions.EndpointConnectionError(endpoint_url="there"),
            "could not be asked (EndpointConnectionError)",
        ),
        (botocore.exceptions.NoCredentialsError(), "could not be asked (NoCredentialsError)"),
    ],
)
def test_a_service_that_cannot_be_reached_holds_the_comment(
    client: Any, instead: Instead, fault: Exception, words: str
) -> None:
    def fails(**_: object) -> None:
        raise fault

    instead(fails)
    finding = judged(client)
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence == f"Amazon Comprehend {words}." + WAITS


def test_nobody_waits_longer_than_the_limit_whatever_the_client_does(client: Any, instead: Instead) -> None:
    over = threading.Event()

    def hangs(**_: object) -> None:
        over.wait(20)

    instead(hangs)
    try:
        assert "did not answer within 0.1 seconds" in judged(client, seconds=0.1).evidence
    finally:
        over.set()


TEXTS = [
    "short",
    "one two " * 400,
    "x" * 5_000,
    "👍🏽" * 700 + " " + "é" * 1_500,
    "word\n\n" * 900,
    " " * 3_000 + "a" + " " * 3_000 + "b",
    "a" * 999 + " " + "b" * 1_000 + " c",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_split_into_segments_that_fit_and_nothing_gets_lost(text: str) -> None:
    segments = list(split(text))
    assert all(0 < len(segment.encode()) <= SEGMENT for segment in segments)
    assert "".join("".join(segments).split()) == "".join(text.split())


def test_words_stay_whole_where_they_fit() -> None:
    text = " ".join(f"word{number}" for number in range(2_000))
    assert " ".join(split(text)) == text
