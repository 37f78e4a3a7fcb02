"""Robots do not count as readers, and no reader is taken for a robot."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.people.robots import is_robot

HERE = Path(__file__).parent


def agents(name: str) -> list[object]:
    """The user agents of a table; lines that begin with # name their sources."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [pytest.param(agent, id=who) for who, agent in rows]


ROBOTS, PEOPLE = agents("agents_of_robots.tsv"), agents("agents_of_people.tsv")


@pytest.mark.parametrize("agent", ROBOTS)
def test_what_says_that_it_is_a_robot_is_one(agent: str) -> None:
    assert is_robot(agent)


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_reader_is_no_robot_whatever_app_or_telephone_they_read_with(agent: str) -> None:
    assert not is_robot(agent)


@pytest.mark.parametrize("agent", ["", " "])
def test_what_does_not_say_what_it_is_is_no_browser(agent: str) -> None:
    assert is_robot(agent)


@given(st.text(max_size=2_000))
def test_any_user_agent_gets_an_answer(agent: str) -> None:
    assert is_robot(agent) in {True, False}
