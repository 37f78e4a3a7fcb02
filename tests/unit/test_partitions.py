"""The simulation respects DynamoDB's limits and gives the same figures every time."""

import pytest

from bench import partitions
from bench.partitions import PARTITION, contention, loads, rates, throttles_at
from shared.storage import keys, table


@pytest.mark.parametrize("shards", [1, 16, 64])
def test_one_partition_takes_a_thousand_clicks_a_second_however_many_keys_there_are(shards: int) -> None:
    assert throttles_at(loads("a", shards), 1) == PARTITION


@pytest.mark.parametrize("number", partitions.PARTITIONS)
def test_one_key_gets_one_partitions_worth_however_many_there_are(number: int) -> None:
    assert throttles_at(loads("a", 1), number) == PARTITION


def test_many_keys_over_some_partitions_come_close_to_what_all_of_these_take() -> None:
    even = {f"key-{number}": 1 for number in range(10_000)}
    assert 0.9 * 8 * PARTITION < throttles_at(even, 8) <= 8 * PARTITION


def test_more_partitions_or_more_keys_never_take_less() -> None:
    means = {shards: [sum(of) / len(of) for of in rates(shards).values()] for shards in (1, 16, 64)}
    for of_shards in means.values():
        assert of_shards == sorted(of_shards)
    assert all(one <= more <= most for one, more, most in zip(*means.values(), strict=True))


def test_no_articles_keys_take_more_than_a_partition_each() -> None:
    for number, of_articles in rates(16).items():
        assert PARTITION <= of_articles[0] <= of_articles[-1] <= min(number, 16) * PARTITION


def test_clicks_are_spread_as_the_product_spreads_them() -> None:
    spread = loads("a", keys.SHARE_SHARDS)
    assert len(spread) == keys.SHARE_SHARDS
    assert max(spread.values()) < 1.1 * sum(spread.values()) / keys.SHARE_SHARDS


def test_the_figures_are_the_same_every_time() -> None:
    assert [str(shown) for shown in partitions.run()] == [str(shown) for shown in partitions.run()]


def test_a_lonely_consumer_is_never_in_its_own_way() -> None:
    assert contention(1) == (1.0, 1.0, 0.0, 0.0)


def test_an_item_takes_one_transaction_after_the_other() -> None:
    busy = contention(256)
    assert busy.done <= 1 / partitions.HELD
    assert busy.tries > 1


def test_consumers_try_as_often_as_the_product_does() -> None:
    assert partitions.TRIES == table._TRIES
