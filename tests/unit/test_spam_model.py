"""The filter learns spam from moderators' decisions, forgets undone decisions, and gives its reasons."""

import os
import subprocess
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.domain.spam.features import SLOTS, WORDS, features
from shared.domain.spam.model import (
    ENOUGH,
    MOST_REASONS,
    REMEMBERED_JUDGEMENTS,
    HeldBack,
    Label,
    Model,
    Sample,
    is_held_back,
    learned,
)
from shared.domain.spam.score import SpamScore
from shared.domain.spam.weights import MEMORY, FeatureCounts
from tests.support.corpus import comment_id, corpus

ROOT = Path(__file__).parents[2]
THRESHOLD = 0.8
LEARNED_FROM = [number for number in range(200_000) if not is_held_back(comment_id(number))]
HELD_BACK = [number for number in range(20_000) if is_held_back(comment_id(number))]
CASINO, TRAM = "Best online casino, huge bonus", "The tram was late again, as every winter"


def sample(
    number: int, label: Label | None, body: str = "", *, name: str = "Ann", unlearns: Label | None = None
) -> Sample:
    """A decision about comment `number`, with the text of its label unless another is given."""
    text = body or (CASINO if label is Label.SPAM else TRAM)
    return Sample(comment_id=comment_id(number), name=name, body=text, label=label, unlearns=unlearns)


def taught(spam: int = ENOUGH, fine: int = ENOUGH) -> list[Sample]:
    """This many decisions of each kind, all learned."""
    labels = [Label.SPAM] * spam + [Label.FINE] * fine
    return [sample(number, label) for number, label in zip(LEARNED_FROM, labels, strict=False)]


@cache
def trained() -> Model:
    """A model trained with 3,000 decisions, three in a hundred of them wrong."""
    return learned(Model.empty(), corpus(3_000))


def totals(model: Model) -> tuple[object, ...]:
    """Everything that the model has learned, without the number of its decisions."""
    return model.seen, model.counts


def on(model: Model, texts: Iterable[Sample]) -> HeldBack:
    """The model's quality on texts whose labels are true."""
    called = [(each.label is Label.SPAM, model.score(each.name, each.body).probability >= THRESHOLD) for each in texts]
    return HeldBack(*(called.count(pair) for pair in ((True, True), (False, True), (True, False), (False, False))))


# Learning.


def test_it_tells_spam_from_comments_it_has_never_seen_although_some_labels_were_wrong() -> None:
    found = on(trained(), corpus(1_000, seed=2, wrong=0))
    assert (found.precision or 0) > 0.98
    assert (found.recall or 0) > 0.94


def test_what_was_held_back_tells_how_good_it_is() -> None:
    """Wrong labels count against it; from the 1,000th decision on it is better than before."""
    found = trained().held_back(THRESHOLD)
    assert sum(found) > 450
    assert (found.precision or 0) > 0.93
    assert (found.recall or 0) > 0.88


def test_a_higher_threshold_holds_fewer_of_either_kind() -> None:
    low, high = trained().held_back(0.3), trained().held_back(0.95)
    assert (high.true_spam, high.false_spam) < (low.true_spam, low.false_spam)
    assert high.false_spam <= low.false_spam
    assert sum(low) == sum(high)


@pytest.mark.parametrize("sentences", [4, 8, 12, 16])
def test_a_long_comment_is_no_spam_for_its_length_nor_is_spam_lost_in_it(sentences: int) -> None:
    comments = [each.body for each in corpus(200, seed=3, spam=0, wrong=0)]
    pitch = "Best online casino, no deposit needed, play now at https://win-now.example/1 for free spins"
    for at in range(0, len(comments) - sentences, sentences):
        long = " ".join(comments[at : at + sentences])
        assert trained().score("Ann", long).probability < THRESHOLD
        assert trained().score("Ann", f"{long} {pitch}").probability >= THRESHOLD


def test_who_knows_nothing_says_so() -> None:
    assert Model.empty().score("Ann", CASINO) == SpamScore(probability=0.5, reasons=(), version=0)
    assert learned(Model.empty(), taught(fine=0)).score("Ann", CASINO).probability == 0.5
    assert trained().score("Zoë", "Xyzzy").probability == pytest.approx(0.5, abs=0.4)


# When the filter is in use.


@pytest.mark.parametrize(
    ("spam", "fine", "in_use"),
    [(0, 0, False), (ENOUGH, ENOUGH - 1, False), (ENOUGH - 1, 5 * ENOUGH, False), (ENOUGH, ENOUGH, True)],
)
def test_it_is_in_use_once_it_has_learned_from_enough_of_both_kinds(spam: int, fine: int, *, in_use: bool) -> None:
    model = learned(Model.empty(), taught(spam, fine))
    assert model.seen == {Label.SPAM: spam, Label.FINE: fine}
    assert model.in_use is in_use


def test_decisions_taken_back_put_it_out_of_use_again() -> None:
    model = learned(Model.empty(), taught())
    assert not learned(model, [sample(LEARNED_FROM[0], None, CASINO, unlearns=Label.SPAM)]).in_use


# Held-back decisions.


def test_about_every_fifth_comment_is_held_back() -> None:
    assert 3_800 < len(HELD_BACK) < 4_200


def test_what_is_held_back_is_judged_and_not_learned() -> None:
    before = learned(Model.empty(), taught())
    after = learned(before, [sample(HELD_BACK[0], Label.SPAM), sample(HELD_BACK[1], Label.FINE)])
    assert totals(after) == totals(before)
    assert after.held_back(THRESHOLD) == HeldBack(true_spam=1, false_spam=0, missed=0, true_fine=1)
    assert after.version == before.version + 2


def test_the_four_ways_a_judgement_can_end() -> None:
    judged = [(Label.SPAM, CASINO), (Label.FINE, CASINO), (Label.SPAM, TRAM), (Label.FINE, TRAM), (Label.FINE, TRAM)]
    model = learned(
        Model.empty(), [*taught(), *(sample(HELD_BACK[at], label, body) for at, (label, body) in enumerate(judged))]
    )
    found = model.held_back(THRESHOLD)
    assert found == HeldBack(true_spam=1, false_spam=1, missed=1, true_fine=2)
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_without_judgements_nothing_is_said_about_how_good_it_is() -> None:
    found = learned(Model.empty(), taught()).held_back(THRESHOLD)
    assert (found.precision, found.recall) == (None, None)


def test_nothing_is_judged_before_the_filter_is_in_use() -> None:
    early = [sample(number, Label.SPAM) for number in HELD_BACK[:10]]
    assert learned(Model.empty(), [*taught(fine=ENOUGH - 1), *early]).judged == b""


def test_a_judgement_knows_nothing_of_later_decisions() -> None:
    model, held = learned(Model.empty(), taught()), sample(HELD_BACK[0], Label.FINE, "wombats for sale")
    later = [sample(number, Label.SPAM, "wombats for sale") for number in LEARNED_FROM[200:300]]
    assert learned(model, [held, *later]).judged == learned(model, [held]).judged
    assert learned(model, [*later, held]).judged > learned(model, [held]).judged


def test_the_last_thousand_judgements_count() -> None:
    wrong = [sample(number, Label.FINE, CASINO) for number in HELD_BACK[:10]]
    right = [sample(number, Label.SPAM) for number in HELD_BACK[: REMEMBERED_JUDGEMENTS - 1]]
    model = learned(Model.empty(), [*taught(), *wrong, *right])
    assert model.held_back(THRESHOLD) == HeldBack(REMEMBERED_JUDGEMENTS - 1, 1, 0, 0)


# Order and batches do not matter, and decisions can be unlearned.


def test_the_same_decisions_give_the_same_bytes_in_whatever_batches_they_come() -> None:
    decisions, rng, model = corpus(1_500), Random(5), Model.empty()  # noqa: S311  (chance, no secret)
    at = 0
    while at < len(decisions):
        upto = at + rng.randint(1, 120)
        model = Model.from_bytes(learned(model, decisions[at:upto]).to_bytes())
        at = upto
    assert model.to_bytes() == learned(Model.empty(), decisions).to_bytes()


def test_the_same_decisions_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys\n"
        "from shared.domain.spam.model import Model, learned\n"
        "from tests.support.corpus import corpus\n"
        "sys.stdout.buffer.write(learned(Model.empty(), corpus(400)).to_bytes())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4711"}
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)  # noqa: S603
    assert other.stdout == learned(Model.empty(), corpus(400)).to_bytes()


def test_what_is_learned_does_not_depend_on_the_order_of_decisions() -> None:
    decisions = corpus(600)
    assert totals(learned(Model.empty(), decisions[::-1])) == totals(learned(Model.empty(), decisions))


def test_learning_leaves_the_model_it_began_with_as_it_was() -> None:
    before = learned(Model.empty(), taught())
    raw = before.to_bytes()
    learned(before, taught())
    assert before.to_bytes() == raw


@pytest.mark.parametrize("instead", [Label.FINE, None, Label.SPAM])
def test_a_decision_that_is_reversed_is_forgotten_exactly(instead: Label | None) -> None:
    model, number, body = (
        learned(Model.empty(), taught()),
        LEARNED_FROM[150],
        "Casino? The tram goes there 🎰 www.a.example",
    )
    wrong, right = sample(number, Label.SPAM, body), sample(number, instead, body, unlearns=Label.SPAM)
    straight = [sample(number, instead, body)]
    assert totals(learned(model, [wrong])) != totals(model)
    assert totals(learned(model, [wrong, right])) == totals(learned(model, straight))


def test_what_was_never_learned_can_be_unlearned_without_harm() -> None:
    model = learned(Model.empty(), [sample(LEARNED_FROM[0], None, CASINO, unlearns=Label.SPAM)])
    assert totals(model) == totals(Model.empty())


def test_a_decision_that_teaches_nothing_is_seen_all_the_same() -> None:
    model = learned(trained(), [sample(LEARNED_FROM[0], None), sample(HELD_BACK[0], None)])
    assert totals(model) == totals(trained())
    assert (model.version, model.judged) == (trained().version + 2, trained().judged)


# Limits.


def test_a_word_counts_once_in_a_comment_however_often_it_is_repeated() -> None:
    once, often = (
        learned(Model.empty(), [sample(LEARNED_FROM[0], Label.SPAM, body)]) for body in ("hello hello", "hello " * 800)
    )
    assert once == often


def test_repeating_the_same_spam_overflows_nothing_and_does_not_grow_the_model() -> None:
    model = learned(Model.empty(), taught(spam=2 * MEMORY + 5))
    assert max(model.counts[Label.SPAM].slots) <= model.counts[Label.SPAM].comments < MEMORY
    assert model.counts[Label.SPAM].total == sum(model.counts[Label.SPAM].slots[:WORDS])
    assert model.seen[Label.SPAM] == 2 * MEMORY + 5
    assert model.score("Ann", CASINO).probability > THRESHOLD
    assert model.score("Ann", TRAM).probability < 1 - THRESHOLD


def test_no_count_overflows_when_what_is_unlearned_is_not_what_was_learned() -> None:
    """This happens when an author edits between two decisions."""
    counts = FeatureCounts()
    for _ in range(3 * MEMORY):
        counts.add([(1, 2)])
        counts.remove([(3, 4)])
    assert max(counts.slots) < MEMORY


def test_what_was_spam_long_ago_fades() -> None:
    old = [sample(number, Label.SPAM, "wombats for sale") for number in LEARNED_FROM[: 2 * ENOUGH]]
    model = learned(Model.empty(), [*old, *taught()])
    new = [sample(number, Label.SPAM) for number in LEARNED_FROM[200 : 200 + 8 * MEMORY]]
    assert model.score("Ann", "wombats").probability > THRESHOLD
    assert learned(model, new).score("Ann", "wombats").probability <= 0.5


def test_the_fullest_model_there_can_be_fits_into_32_kb() -> None:
    rng = Random(1)  # noqa: S311  (chance, no secret)
    full = {label: FeatureCounts(array("H", rng.choices(range(MEMORY), k=SLOTS)), MEMORY - 1) for label in Label}
    raw = replace(trained(), counts=full, judged=rng.randbytes(REMEMBERED_JUDGEMENTS)).to_bytes()
    assert len(raw) < 32 * 1_024
    assert len(trained().to_bytes()) < 12 * 1_024


def test_a_model_is_read_as_it_was_written() -> None:
    assert Model.from_bytes(trained().to_bytes()) == trained()
    assert Model.from_bytes(Model.empty().to_bytes()) == Model.empty()


def plain(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """A change of the uncompressed content of a model."""
    return lambda raw: zlib.compress(change(zlib.decompress(raw)))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: b"no model", id="no zlib"),
        pytest.param(lambda raw: raw[:-1], id="cut off"),
        pytest.param(lambda raw: raw + b"x", id="something behind it"),
        pytest.param(plain(lambda _: b""), id="nothing, compressed"),
        pytest.param(plain(lambda _: bytes(33_000)), id="zeros"),
        pytest.param(plain(lambda _: bytes(1_000_000)), id="a bomb"),
        pytest.param(plain(lambda inner: inner[:-1]), id="a byte too short"),
        pytest.param(plain(lambda inner: inner + b"\0"), id="a byte too long"),
        pytest.param(plain(lambda inner: b"postbag filter 0" + inner[16:]), id="of another kind"),
        pytest.param(plain(lambda inner: inner[:38] + b"\x65" + inner[39:]), id="101 percent"),
    ],
)
def test_what_is_no_model_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError, match="postbag train"):
        Model.from_bytes(change(trained().to_bytes()))


@given(st.integers(0, 1 << 20), st.integers(1, 255))
@settings(max_examples=200)
def test_a_damaged_model_is_refused_and_never_believed(at: int, flipped: int) -> None:
    raw = bytearray(trained().to_bytes())
    raw[at % len(raw)] ^= flipped
    try:
        read = Model.from_bytes(bytes(raw))
    except ValueError:
        return
    assert read == trained()


ODD = st.text(st.characters(exclude_categories=()), max_size=300)


@given(ODD, ODD)
@example("\ud800", "http://\ud800.example \ud800")
@settings(max_examples=100)
def test_any_text_can_be_judged_learned_and_unlearned(name: str, body: str) -> None:
    score = trained().score(name, body)
    assert 0 <= score.probability <= 1
    assert len(score.reasons) <= MOST_REASONS
    number = LEARNED_FROM[-1]
    told = [sample(number, Label.SPAM, body, name=name), sample(number, None, body, name=name, unlearns=Label.SPAM)]
    assert body == "" or totals(learned(trained(), told)) == totals(trained())


# Reasons.


def test_it_names_what_decided_and_which_way_it_points() -> None:
    model = learned(Model.empty(), taught())
    score = model.score("Ann", "The casino bonus tram")
    assert score.reasons[0].startswith("“casino” ↑")
    assert {reason.rpartition(" ")[0] for reason in score.reasons} >= {"“casino”", "“bonus”", "“tram”"}
    assert next(reason for reason in score.reasons if "tram" in reason).startswith("“tram” ↓")
    assert score.version == model.version


def test_a_reason_says_how_many_times_more_common_it_is() -> None:
    decisions = [sample(number, Label.SPAM, "alpha beta") for number in LEARNED_FROM[:1_000]]
    decisions += [sample(number, Label.FINE, "alpha gamma") for number in LEARNED_FROM[1_000:1_900]]
    decisions += [sample(number, Label.FINE, "other gamma") for number in LEARNED_FROM[1_900:2_000]]
    reasons = learned(Model.empty(), decisions).score("", "beta alpha").reasons
    assert [reason.split(" ")[0] for reason in reasons] == ["“beta”"]  # “alpha” is about as common in both
    assert float(reasons[0].rpartition("↑")[2]) > 100


def test_it_names_links_names_and_capitals_in_words() -> None:
    spam = [
        sample(number, Label.SPAM, "BUY HERE https://Shop.example:8080/x", name="Deals") for number in LEARNED_FROM[:60]
    ]
    model = learned(Model.empty(), [*spam, *(sample(number, Label.FINE) for number in LEARNED_FROM[60:120])])
    seen = {
        reason.rpartition(" ")[0] for reason in model.score("Deals", "HTTPS://WWW.SHOP.EXAMPLE/Y ORDER IT NOW!").reasons
    }
    assert seen == {"1 link", "link to shop.example", "nearly all capitals", "name has “deals”"}


def test_reasons_quote_the_text_that_is_judged_and_nothing_else() -> None:
    body = "online " + "o" * 3_000 + " free https://" + "a" * 2_000 + ".example casino"
    said = [reason.rpartition(" ")[0] for reason in trained().score("Ann", body).reasons]
    assert all(len(feature) <= 80 for feature in said)
    assert set(said) <= {feature if len(feature) <= 80 else f"{feature[:79]}…" for feature in features("Ann", body)}
