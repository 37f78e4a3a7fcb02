"""A network or a reason is one row in one file; the modules of Python, widget and desk are made from it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local import tables
from local.errors import LocalError
from tests.support.small_project import Project

Rows = dict[str, Any]


@pytest.fixture
def changed(project: Project) -> Callable[[Callable[[Rows], object]], Path]:
    """Writes the rows, changed, and empty modules into a project, and gives its root."""

    def write(change: Callable[[Rows], object]) -> Path:
        rows = json.loads((tables.ROOT / tables.FILE).read_text(encoding="utf-8"))
        change(rows)
        project.write(str(tables.FILE), json.dumps(rows))
        for file in tables.modules(tables.ROOT):
            project.write(str(file), "")
        return project.root

    return write


def test_a_network_is_one_row(changed: Callable[[Callable[[Rows], object]], Path]) -> None:
    row = {
        "id": "gossip",
        "via": "c1",
        "name": "Gossip",
        "colour": "#123",
        "form": "https://gossip.example/?u={url}&t={title}",
        "source": "gossip.example/docs",
    }
    root = changed(lambda rows: rows["networks"].append(row))
    tables.write(root)
    tables.check(root)
    python = (root / "shared/domain/sharing/networks.py").read_text(encoding="utf-8")
    for line in (
        'GOSSIP = "gossip"',
        'GOSSIP = "c1"',
        'Network.GOSSIP: "https://gossip.example/?u={url}&t={title}",',
    ):
        assert f"    {line}\n" in python
    widget = (root / "widget/networks.js").read_text(encoding="utf-8")
    assert '["gossip", "c1", "Gossip", "#123", "https://gossip.example/?u={url}&t={title}"],\n' in widget


def test_a_reason_is_one_row(changed: Callable[[Callable[[Rows], object]], Path]) -> None:
    def add(rows: Rows) -> None:
        rows["rejection_reasons"].append("too-long")
        rows["report_reasons"].append("too-loud")

    root = changed(add)
    tables.write(root)
    python = (root / "shared/domain/comments/reasons.py").read_text(encoding="utf-8")
    rejection, _, report = python.partition("class ReportReason")
    assert '    TOO_LONG = "too-long"\n' in rejection
    assert '    TOO_LOUD = "too-loud"\n' in report
    assert '  "too-long",\n' in (root / "desk/reasons.js").read_text(encoding="utf-8")


def test_a_module_that_is_not_what_the_rows_say_is_noticed(
    changed: Callable[[Callable[[Rows], object]], Path],
) -> None:
    root = changed(lambda rows: rows["report_reasons"].append("too-loud"))
    tables.write(root)
    module = root / "widget/networks.js"
    module.write_text(module.read_text(encoding="utf-8").replace("Facebook", "Facebuch"), encoding="utf-8")
    with pytest.raises(LocalError, match=r"widget/networks\.js does not fit .*; run: postbag tables"):
        tables.check(root)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "x", "via": "c1", "source": "s"}, "x is listed twice"),
        ({"id": "gossip", "via": "k3", "source": "s"}, "k3 is listed twice"),
        ({"id": "gossip", "via": "c1", "source": ""}, "networks.13.source"),
        ({"id": "gossip", "via": "c1"}, "networks.13.source"),
        ({"id": "Gossip", "via": "c1", "source": "s"}, "networks.13.id"),
        ({"id": "gossip", "via": "c11", "source": "s"}, "networks.13.via"),
        ({"id": "gossip", "via": "c1", "source": "s", "color": "#123"}, "networks.13.color"),
        ({"id": "gossip", "via": "c1", "source": "s", "name": "Gossip"}, "name, colour and form, or none"),
        (
            {
                "id": "gossip",
                "via": "c1",
                "source": "s",
                "name": "G",
                "colour": "#123",
                "form": "http://g.example/{url}",
            },
            "networks.13.form",
        ),
        (
            {
                "id": "gossip",
                "via": "c1",
                "source": "s",
                "name": "G",
                "colour": "#123",
                "form": "https://g/?{text}{url}",
            },
            "networks.13.form",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_place(
    changed: Callable[[Callable[[Rows], object]], Path], change: Rows, says: str
) -> None:
    root = changed(lambda rows: rows["networks"].append(change))
    with pytest.raises(LocalError) as refused:
        tables.write(root)
    assert says in str(refused.value)
    assert not (root / "widget/networks.js").read_text(encoding="utf-8"), "nothing is written"
