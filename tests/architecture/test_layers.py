"""Imports go one way, and some things are allowed in one place only. Read from the source, nothing is run."""

import ast
import graphlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for top in ("functions", "shared") for path in (ROOT / top).rglob("*.py"))
WITH_ROOMS = sorted(path for top in ("shared", "local") for path in (ROOT / top).rglob("*.py"))

MAY_IMPORT = {
    "functions": {"shared"},
    "shared.web": {
        "shared.web",
        "shared.storage",
        "shared.domain",
        "shared.secrets_manager",
        "shared.settings",
        "shared.metrics",
        "shared.telemetry",
    },
    "shared.storage": {"shared.storage", "shared.domain", "shared.settings", "shared.metrics", "shared.telemetry"},
    "shared.slow_judges": {"shared.slow_judges", "shared.domain", "shared.metrics", "shared.telemetry"},
    "shared.domain": {"shared.domain"},
    "shared.secrets_manager": set(),
    "shared.settings": set(),
    "shared.metrics": set(),
    "shared.telemetry": {"shared.metrics", "shared.settings"},
}
"""Postbag's own modules that a layer may import. A function may also import from its own folder."""

LIBRARIES = {
    "aws_lambda_powertools": {"functions", "shared.web", "shared.telemetry"},
    "boto3": {"shared.storage", "shared.slow_judges", "shared.secrets_manager"},
    "botocore": {"shared.storage", "shared.slow_judges"},
    "is_bot": {"shared.domain"},
    "itsdangerous": {"shared.web"},
    "jinja2": {"shared.web"},
    "markdown_it": {"shared.domain"},
    "markupsafe": {"shared.web"},
    "nh3": {"shared.domain"},
    "joserfc": {"shared.web"},
    "urllib3": {"shared.web", "shared.slow_judges"},
    "pydantic": {"functions", "shared.web", "shared.storage", "shared.slow_judges", "shared.domain"},
}
"""The libraries of Postbag, and the layers that may import them."""

ROOMS = {
    "shared.domain": {
        "people": set(),
        "articles": set(),
        "words": set(),
        "spam": set(),
        "judging": {"articles", "people", "spam", "words"},
        "sharing": {"articles", "judging"},
        "comments": {"articles", "judging", "people", "sharing", "spam", "words"},
        "log": {"comments"},
        "moderation": {"articles", "comments", "judging", "log", "people", "sharing", "spam"},
        "counting": {"articles", "comments", "judging", "sharing"},
    },
    "shared.storage": {
        "people": set(),
        "articles": set(),
        "judging": set(),
        "log": set(),
        "sharing": {"articles"},
        "comments": {"articles", "judging", "people", "sharing"},
        "moderation": {"comments", "judging", "log", "people"},
        "counting": {"comments", "judging"},
    },
    "local": {
        "emulator": set(),
        "login": set(),
        "openapi": set(),
        "operate": set(),
        "serve": {"emulator", "login"},
    },
}
"""The rooms of a layer, one for each subject, and the rooms of the same layer that each may import.

A room may also import the modules that lie beside it in its layer; those import no room.
"""

OUTSIDE_WORLD = {
    *("asyncio", "http.client", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil"),
    *("socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib.request", "uuid"),
}
"""Modules of the standard library that read a clock, the environment, chance, files or the network."""

MOST_MODULES = 17
"""Modules of one folder, without its `__init__.py`."""

KEY = re.compile(
    r"(ARTICLE|THREAD|TALLY|READER|QUEUE|SHARE|VISIT|DAYKEY|CHALLENGE|FLOOD|HISTORY|LOG|FENCE|REPORTS|TOP|NUMBERS|SITE"
    r"|COMMENT|VOTES|BAN|CHAIN|FILTER|MONTHKEY|NOTES|ORIGIN|POLICY|TEXT)#"
)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer_of(module: str) -> str:
    """The layer that a module of Postbag is in; "shared" itself is an empty package."""
    first, *rest = module.split(".")
    return first if first == "functions" or not rest else f"{first}.{rest[0]}"


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def nodes(path: Path) -> list[ast.AST]:
    """The nodes of a file's syntax tree that the rules concern."""
    kinds = (ast.Import, ast.ImportFrom, ast.Call, ast.Constant)
    return [node for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, kinds)]


@cache
def imports(path: Path) -> list[str]:
    """Every module that a file imports, anywhere in it; `from x import y` counts as x.y if that is a module of
    Postbag."""
    return [*_imports(path)]


def _imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name_of(path)} imports relatively; name the module in full"
            module = node.module or ""
            yield from (
                f"{module}.{alias.name}" if is_own(f"{module}.{alias.name}") else module for alias in node.names
            )


@cache
def is_own(module: str) -> bool:
    place = ROOT.joinpath(*module.split("."))
    return place.with_suffix(".py").is_file() or place.is_dir()


def room_of(module: str) -> tuple[str, str | None]:
    """A module's layer, if that has rooms, and its room: None for a module beside the rooms."""
    layer = next((layer for layer in ROOMS if f"{module}.".startswith(f"{layer}.")), "")
    name = module.removeprefix(f"{layer}.").split(".")[0]
    return layer, name if ROOT.joinpath(*layer.split("."), name).is_dir() else None


@cache
def calls(path: Path) -> list[str]:
    """The names that a file calls, as written: `table.get`, `open`."""
    return [ast.unparse(node.func) for node in nodes(path) if isinstance(node, ast.Call)]


def for_each_source(*layers: str) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """Makes one test of a check of one file: it goes through the sources of some layers, or of all.

    A test for each file would take most of `make check` with starting two thousand tests.
    """

    def looped(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            failed = []
            for path in SOURCES:
                if layers and layer_of(name_of(path)) not in layers:
                    continue
                try:
                    check(path)
                except AssertionError as wrong:
                    failed.append(f"{name_of(path)}: {wrong}")
            assert failed == []

        return test

    return looped


def test_there_is_source_to_read() -> None:
    assert {layer_of(name_of(path)) for path in SOURCES} == {*MAY_IMPORT, "shared"}


@for_each_source()
def test_imports_go_one_way(path: Path) -> None:
    module = name_of(path)
    allowed = MAY_IMPORT.get(layer_of(module), set())
    for imported in imports(path):
        if imported.split(".")[0] not in {"functions", "shared", "local", "tests"}:
            continue
        if module.startswith("functions."):
            own = ".".join(module.split(".")[:2])
            assert imported.split(".")[0] == "shared" or imported.startswith(f"{own}."), imported
        else:
            assert layer_of(imported) in allowed, imported


def test_the_rooms_are_those_of_the_table() -> None:
    folders = {
        layer: {place.name for place in ROOT.joinpath(*layer.split(".")).iterdir() if (place / "__init__.py").exists()}
        for layer in ROOMS
    }
    assert folders == {layer: set(rooms) for layer, rooms in ROOMS.items()}


def test_a_room_imports_only_the_rooms_that_the_table_allows() -> None:
    forbidden = []
    for path in WITH_ROOMS:
        layer, room = room_of(name_of(path))
        for imported in imports(path):
            other_layer, other = room_of(imported)
            if layer and layer == other_layer and other and room and other not in {room, *ROOMS[layer][room]}:
                forbidden.append(f"{name_of(path)} imports {imported}")
    assert forbidden == []


def test_no_room_needs_a_room_that_needs_it() -> None:
    for rooms in ROOMS.values():
        graphlib.TopologicalSorter(rooms).prepare()


def test_no_folder_holds_more_modules_than_a_reader_can_take_in() -> None:
    folders = Counter(str(path.parent.relative_to(ROOT)) for path in {*SOURCES, *WITH_ROOMS} if path.stem != "__init__")
    assert {folder: number for folder, number in folders.items() if number > MOST_MODULES} == {}


@for_each_source()
def test_libraries_are_imported_only_where_they_belong(path: Path) -> None:
    for imported in imports(path):
        top = imported.split(".")[0]
        if top in sys.stdlib_module_names or top in {"functions", "shared"}:
            continue
        assert layer_of(name_of(path)) in LIBRARIES.get(top, set()), imported


@for_each_source("shared.domain")
def test_what_is_true_is_decided_without_the_outside_world(path: Path) -> None:
    touched = {imported for imported in imports(path) if {imported, imported.split(".")[0]} & OUTSIDE_WORLD}
    assert touched == set()
    assert {"open", "input", "print"} & {*calls(path)} == set()


@for_each_source()
def test_the_time_is_the_requests_and_never_this_machines(path: Path) -> None:
    clock = re.compile(r"(^|\.)(now|utcnow|today|time|time_ns|monotonic|gmtime|localtime|uuid1)$")
    found = [call for call in calls(path) if clock.search(call) and call != "datetime.time"]
    # A signed question states its time, since the receiver compares it with a clock; a stream record may be late. A
    # metric belongs to the time at which its line is written, like every line of a log.
    needs_a_clock = {"functions.followups.slow_judges", "shared.telemetry"}
    assert found == (["time.time_ns"] if name_of(path) in needs_a_clock else [])


@for_each_source()
def test_an_entry_of_the_moderators_log_is_made_in_one_place(path: Path) -> None:
    made = [call for call in calls(path) if call.rpartition(".")[2] == "LogEntry"]
    assert made == (["LogEntry"] if name_of(path) == "shared.domain.log.log_entry" else [])


RECOUNT = "shared.storage.counting.recounting"
"""An operator's tool, which may read the whole table."""


@for_each_source()
def test_nothing_that_serves_readers_scans_the_table_or_can_reach_what_does(path: Path) -> None:
    if name_of(path).startswith(RECOUNT):
        return
    assert [module for module in imports(path) if module.startswith(RECOUNT)] == []
    called = {call.split(".")[-1].lower() for call in calls(path)}
    assert {"scan", "execute_statement", "batch_execute_statement"} & called == set()
    assert not re.search(r"""get_paginator\(\s*["']scan""", text_of(path))


@for_each_source("shared.storage")
def test_the_table_is_reached_by_clients_not_by_boto3s_resources_which_cost_a_slow_start(path: Path) -> None:
    assert not {call.split(".")[-1] for call in calls(path)} & {"resource", "Table"}


@for_each_source()
def test_a_key_is_spelled_in_one_place(path: Path) -> None:
    if name_of(path) == "shared.storage.keys":
        return
    texts = [node.value for node in nodes(path) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if KEY.match(text)] == []


@for_each_source()
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    text = text_of(path)
    assert name_of(path) == "shared.settings" or not re.search(r"\bos\.(environ|getenv)\b|\bimport environ\b", text)


@for_each_source()
def test_cross_origin_rules_are_the_templates_and_nobody_elses(path: Path) -> None:
    assert "access-control-" not in text_of(path).lower()


@for_each_source()
def test_a_callers_address_is_the_requests_and_never_a_headers(path: Path) -> None:
    assert not re.search("x-forwarded-for|x-real-ip|cf-connecting-ip", text_of(path).lower())
