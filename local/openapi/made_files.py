"""The files of docs/ that are made from the routes, wholly or partly: `postbag openapi`."""

from pathlib import Path

from local.errors import LocalError
from local.openapi import document, problem_sections, route_map
from local.openapi.recorded_examples import RecordedExamples
from local.openapi.routes import routes

ROOT = Path(__file__).resolve().parents[2]


def texts(root: Path = ROOT) -> dict[Path, str]:
    """The text of each file, made from the routes."""
    recorded = RecordedExamples(root)
    found = sorted(routes(root, recorded), key=lambda route: (route.route.openapi_path, route.route.method))
    return {
        document.FILE: document.text(root, found, recorded),
        problem_sections.FILE: problem_sections.text(root, found),
        route_map.FILE: route_map.text(root, found),
    }


def write(root: Path = ROOT) -> None:
    """Write the files anew."""
    for file, text in texts(root).items():
        (root / file).write_text(text, encoding="utf-8")


def check(root: Path = ROOT) -> None:
    """Raise LocalError if some of the files are out of date; it names all of them."""
    behind = [str(file) for file, text in texts(root).items() if _kept(root / file) != text]
    if behind:
        verb = "does" if len(behind) == 1 else "do"
        raise LocalError(f"{', '.join(behind)} {verb} not fit the routes any more; run: make openapi")


def _kept(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
