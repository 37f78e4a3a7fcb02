"""The examples of docs/openapi.json: requests and answers that `make examples` has recorded in docs/examples/.

Each stored event has a file of its own name there, with its request and answer. Each kind of problem has a file in
problems/, and so has a refusal as a page without JavaScript. tests/api/recording.py says how they are recorded.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path("docs/examples")
PROBLEMS = FOLDER / "problems"
REFUSAL_PAGE = FOLDER / "refusal-page.json"


class RouteExamples(NamedTuple):
    """The stored events of one route, with their requests and answers; bodies and answers by the event's name."""

    events: list[str] = []  # noqa: RUF012 (never written to where it is the default)
    parameters: dict[str, Any] = {}  # noqa: RUF012
    bodies: dict[str, Any] = {}  # noqa: RUF012
    answers: dict[str, Any] = {}  # noqa: RUF012


class RecordedExamples:
    """All recorded examples under the root of a repository."""

    def __init__(self, root: Path) -> None:
        self._routes: dict[str, RouteExamples] = {}
        for file in sorted((root / FOLDER).glob("*.*.json")):
            self._add(file.stem, _read(file))
        self.problems: dict[str, Any] = {file.stem: _read(file) for file in sorted((root / PROBLEMS).glob("*.json"))}
        """Problem documents, by their code."""
        page = root / REFUSAL_PAGE
        self.refusal_page: str | None = _read(page) if page.exists() else None

    def of(self, route: str) -> RouteExamples:
        """The examples of the route with this key."""
        return self._routes.get(route, RouteExamples())

    def _add(self, event: str, recorded: dict[str, Any]) -> None:
        name, asked = event.partition(".")[2], recorded["asked"]
        found = self._routes.setdefault(asked["route"], RouteExamples([], {}, {}, {}))
        found.events.append(event)
        found.parameters.update(asked["parameters"])
        if "body" in asked:
            found.bodies[name] = asked["body"]
        if "answered" in recorded:
            found.answers[name] = recorded["answered"]


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
