"""The pages are sound: their links lead somewhere, their tables are whole, and their lines are short."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
MADE = ("build", "node_modules", "__pycache__")
"""Folders that commands make. Folders whose names begin with a dot, except .github, are left out too."""
FOLDERS = sorted(
    path
    for path in ROOT.iterdir()
    if path.is_dir() and (path.name == ".github" or not path.name.startswith("."))
    if path.name not in MADE and path.suffix != ".egg-info"
)
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in folder.rglob("*.md"))])
PAGES = [page for page in PAGES if not {*MADE} & {*page.relative_to(ROOT).parts}]
SOURCES = [
    path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.suffix in {".py", ".js", ".yaml", ".yml", ".html", ".css"} and not {*MADE} & {*path.parts}
]
NOT_HERE = re.compile(r"\b(?:style|product|house|speed)\.md|\(design|\bdesign, section|shared/(?:review|design)")
"""Pages and folders that the repository does not have."""
WIDTH = 100
"""Columns of a line of prose. Tables, code and lines with a web address may be longer."""
DECISION = re.compile(
    r"^## (\d+) · (.+)\n\n(\d{4}-\d{2}-\d{2}) · (in force|replaced by \d+) · (easy|hard) to undo$", re.MULTILINE
)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def without_code(text: str) -> str:
    """A page's text with its blocks of code emptied, so that line numbers stay."""
    return re.sub(r"^```.*?^```", lambda block: "\n" * block[0].count("\n"), text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_prose_wraps(page: Path) -> None:
    lines = without_code(page.read_text(encoding="utf-8")).splitlines()
    assert [
        f"{name(page)}:{number}: {len(line)} columns"
        for number, line in enumerate(lines, 1)
        if len(line) > WIDTH and not line.startswith(("|", "    ")) and not re.search(r"https?://", line)
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_between_pages_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8")))
    inside = [link.partition("#")[0] for link in links if not re.match(r"(?:https?|mailto):|#", link)]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    text = without_code(page.read_text(encoding="utf-8"))
    named = re.findall(r"`((?:functions|shared|local|tests|bench|widget|desk|docs|events)/[\w./-]+)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_nothing_points_at_what_the_repository_does_not_have() -> None:
    read = [path for path in [*PAGES, *SOURCES] if path != Path(__file__)]
    assert len(read) > 300
    assert [name(path) for path in read if NOT_HERE.search(path.read_text(encoding="utf-8"))] == []


def named_folders() -> list[Path]:
    """The folders of the tree in docs/architecture.md: two blanks more are one folder deeper."""
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    [tree] = re.findall(r"^## Folders\n\n```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    found: list[Path] = []
    above: list[str] = []
    for blanks, entry in re.findall(r"^( *)([\w.]+)/ ", tree, re.MULTILINE):
        above = [*above[: len(blanks) // 2], entry]
        found.append(Path(*above))
    return found


def test_every_folder_of_the_overview_is_there() -> None:
    named = named_folders()
    assert len(named) > 20
    assert [folder.as_posix() for folder in named if not (ROOT / folder).is_dir()] == []


def test_the_overview_names_every_folder_at_the_top_and_every_room() -> None:
    rooms = [room for where in ("shared", "shared/domain", "local") for room in (ROOT / where).iterdir()]
    packages = [room for room in rooms if (room / "__init__.py").exists()]
    top = [folder for folder in FOLDERS if not folder.name.startswith(".")]
    assert {name(folder) for folder in [*packages, *top]} <= {folder.as_posix() for folder in named_folders()}
    stored = {room.parent.name for room in (ROOT / "shared" / "storage").glob("*/__init__.py")}
    assert stored <= {room.parent.name for room in (ROOT / "shared" / "domain").glob("*/__init__.py")}


def test_the_overview_has_a_line_for_every_function() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    [section] = re.findall(r"^## Functions$(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^\| (\w+) \| [A-Z][^|]+\. \|$", section, re.MULTILINE)
    assert sorted(lines) == sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))


def test_the_overview_is_one_page() -> None:
    assert len((DOCS / "architecture.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_the_index_lists_exactly_the_decisions_there_are() -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in DECISIONS.glob("*.md")}
    decided = sorted(
        (int(number), title, file, status, undo)
        for file, text in files.items()
        for number, title, _, status, undo in DECISION.findall(text)
    )
    rows = re.findall(
        r"^\| (\d+) \| ([^|]+) \| \[[^]]+\]\(([\w.]+)\) \| ([^|]+) \| (\w+) \|$", files["README.md"], re.MULTILINE
    )
    assert len(decided) == sum(len(re.findall(r"^## ", text, re.MULTILINE)) for text in files.values()) > 40
    assert [(int(number), *others) for number, *others in rows] == decided


def test_every_number_of_a_decision_is_used_once() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    numbers = sorted(int(number) for number in re.findall(r"^\| (\d+) \| ", index, re.MULTILINE))
    assert numbers == [*range(1, len(numbers) + 1)]
    later = [int(number) for number in re.findall(r"\| replaced by (\d+) \|", index)]
    assert {*later} <= {*numbers}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_decision_that_a_page_names_stands_in_the_file_it_links(page: Path) -> None:
    links = re.findall(r"\[[Dd]ecision\s(\d+)\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for number, file in links:
        assert f"\n## {number} · " in (page.parent / file).read_text(encoding="utf-8"), f"{file}: {number}"


def test_every_task_of_an_operator_is_in_the_index() -> None:
    index = (DOCS / "operate" / "README.md").read_text(encoding="utf-8")
    tasks = {task.name for task in (DOCS / "operate").glob("*.md")} - {"README.md"}
    assert {*re.findall(r"\(([\w-]+\.md)\)", index)} == tasks
