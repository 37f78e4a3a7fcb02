"""Python, widget and desk have the same networks and reasons as the one file that lists them."""

from local import tables


def test_the_modules_made_from_the_table_of_networks_and_reasons_are_as_it_says() -> None:
    tables.check()
