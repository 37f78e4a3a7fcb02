"""The list of paths is enough to find a file: tasks.tsv, and the words of docs/glossary.md."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TASKS = [line.split("\t") for line in (ROOT / "tests/architecture/tasks.tsv").read_text(encoding="utf-8").splitlines()]
MOST_WORDS = 40


@pytest.mark.parametrize(("task", "path"), TASKS, ids=[path for _, path in TASKS])
def test_each_task_is_done_in_a_file_that_exists(task: str, path: str) -> None:
    assert (ROOT / path).is_file(), task


def test_the_tasks_are_spread_over_the_rooms() -> None:
    rooms = {str(Path(path).parent) for _, path in TASKS}
    assert (len(TASKS), len(rooms) >= 12) == (20, True), sorted(rooms)


def test_the_glossary_has_at_most_forty_words_and_each_once() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")][1:]
    assert len(rows) <= MOST_WORDS
    assert sorted(set(rows)) == sorted(rows)
