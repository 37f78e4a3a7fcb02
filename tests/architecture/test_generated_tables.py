"""What Python, widget and desk know of networks and reasons is what the one file of them says."""

from local import tables


def test_the_modules_made_from_the_table_of_networks_and_reasons_are_as_it_says() -> None:
    tables.check()
