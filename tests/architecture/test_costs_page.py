"""The dollars in docs/costs.md follow from the prices and quantities beside them."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.support.costs_page import PAGE, number, table

REGIONS = ("us-east-1", "eu-central-1")
CENT = Decimal("0.01")


def dollars(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


PRICES = table("### Prices")
QUANTITIES = table("### Quantities")
PER_MILLION = table("### Dollars per million")
THINGS = list(next(iter(QUANTITIES.values())))


def per_million(thing: str, region: str) -> Decimal:
    return sum((number(of[thing]) * number(PRICES[unit][region]) for unit, of in QUANTITIES.items()), Decimal())


def test_every_quantity_has_a_price_with_a_source() -> None:
    assert QUANTITIES.keys() <= PRICES.keys()
    assert all(PAGE.count(f"\n{price['source']}. ") == 1 for price in PRICES.values())


@pytest.mark.parametrize("thing", THINGS)
def test_the_dollars_per_million_are_prices_times_quantities(thing: str) -> None:
    parts = [row for row in PER_MILLION if row not in REGIONS]
    for part in parts:
        assert number(PER_MILLION[part][thing]) == dollars(
            number(QUANTITIES[part][thing]) * number(PRICES[part]["eu-central-1"])
        ), part
    assert set(parts) == set(QUANTITIES)
    for region in REGIONS:
        assert number(PER_MILLION[region][thing]) == dollars(per_million(thing, region)), region


@pytest.mark.parametrize("region", REGIONS)
def test_the_newspapers_bill_is_what_it_uses_at_these_prices(region: str) -> None:
    bill = table("### A newspaper")
    total = bill.pop("**in all**")
    for name, row in bill.items():
        used = number(row["a month"])
        price = per_million(name, region) / 1_000_000 if name in THINGS else number(PRICES[name][region])
        assert number(row[region]) == dollars(used * price), name
    assert number(total[region]) == sum(number(row[region]) for row in bill.values())
