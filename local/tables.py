"""`postbag tables`: Python and JavaScript modules, made from shared/domain/networks_and_reasons.json.

The domain reads no files, and a browser should not need another request, so both get the rows as modules. Each made
file says so in its first line. To add a network or a reason, change the JSON and run the command.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from local.errors import LocalError

ROOT = Path(__file__).resolve().parents[1]
FILE = Path("shared/domain/networks_and_reasons.json")
LINE = 120
"""The longest line in the made files, as everywhere."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Form = Annotated[str, StringConstraints(pattern=r"^(https://|mailto:)([!-z|~]|\{title\})*\{url\}([!-z|~]|\{title\})*$")]


class NetworkRow(BaseModel):
    """A network for sharing articles. Networks with a form are links of the share bar, in the order of the rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    via: Annotated[str, StringConstraints(pattern=r"^[a-z][0-9]$")]
    """The network's code in a shared link."""
    name: Text | None = None
    """The network's name for readers."""
    colour: Annotated[str, StringConstraints(pattern=r"^#([0-9a-f]{3}){1,2}$")] | None = None
    form: Form | None = None
    """The address of the network's form. `{url}` and `{title}` are replaced, encoded."""
    source: Text
    """The address's documentation, or a note that there is none."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.form is None) is not (self.name is None) or (self.form is None) is not (self.colour is None):
            raise ValueError("a network needs name, colour and form, or none of the three")
        return self


class Rows(BaseModel):
    """All rows of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    networks: Annotated[list[NetworkRow], Field(min_length=1)]
    rejection_reasons: Annotated[list[Id], Field(min_length=1)]
    report_reasons: Annotated[list[Id], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [network.id for network in self.networks]
        codes = [network.via for network in self.networks]
        for values in (ids, codes, self.rejection_reasons, self.report_reasons):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"{twice[0]} is listed twice")
        return self


def write(root: Path = ROOT) -> None:
    """Write every module anew. Raises LocalError if the JSON has an invalid row."""
    for file, text in modules(root).items():
        (root / file).write_text(text, encoding="utf-8")


def check(root: Path = ROOT) -> None:
    """Raise LocalError if a module does not fit the JSON."""
    for file, text in modules(root).items():
        if not (root / file).is_file() or (root / file).read_text(encoding="utf-8") != text:
            raise LocalError(f"{file} does not fit {FILE}; run: postbag tables")


def modules(root: Path = ROOT) -> dict[Path, str]:
    """The made modules, by their paths. Raises LocalError if the JSON has an invalid row."""
    try:
        rows = Rows.model_validate_json((root / FILE).read_text(encoding="utf-8"), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise LocalError(f"{FILE}: {place + ': ' if place else ''}{first['msg']}") from error
    return {
        Path("shared/domain/sharing/networks.py"): _python_networks(rows),
        Path("shared/domain/comments/reasons.py"): _python_reasons(rows),
        Path("widget/networks.js"): _widget_networks(rows),
        Path("desk/reasons.js"): _desk_reasons(rows),
    }


_MADE = "Made by `postbag tables` from shared/domain/networks_and_reasons.json: change that."

_PYTHON_NETWORKS = '''\
"""The networks that articles are shared to.

{made}
"""

from enum import StrEnum


class Network(StrEnum):
    """Where an article can be shared to."""

{networks}


class ViaCode(StrEnum):
    """What stands for a network in a shared link. Links live for years: a code is never changed or given anew."""

{codes}

    @property
    def network(self) -> Network:
        """The network that the link was shared to."""
        return Network[self.name]


FORMS = {{
{forms}
}}
"""The address of each network's own form. Where it is documented stands in the JSON. Without one: `copy`, `native`."""
'''

_PYTHON_REASONS = '''\
"""The reasons to reject a comment, and the reasons to report one.

{made}
"""

from enum import StrEnum


class Reason(StrEnum):
    """A reason to reject a comment."""

{rejection}


class ReportReason(StrEnum):
    """A reason to report a comment."""

{report}
'''


def _python_networks(rows: Rows) -> str:
    networks = sorted(rows.networks, key=lambda network: network.id)
    return _PYTHON_NETWORKS.format(
        made=_MADE,
        networks=_members((network.id, network.id) for network in networks),
        codes=_members((network.id, network.via) for network in networks),
        forms="\n".join(
            f"    Network.{_constant(network.id)}: {_quoted(network.form)}," for network in networks if network.form
        ),
    )


def _python_reasons(rows: Rows) -> str:
    return _PYTHON_REASONS.format(
        made=_MADE,
        rejection=_members((reason, reason) for reason in rows.rejection_reasons),
        report=_members((reason, reason) for reason in rows.report_reasons),
    )


def _members(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"    {_constant(name)} = {_quoted(value)}" for name, value in rows)


def _constant(name: str) -> str:
    return re.sub("-", "_", name).upper()


def _widget_networks(rows: Rows) -> str:
    """The share bar's links, and the codes of the networks without a link."""
    links = [(row.id, row.via, row.name, row.colour, row.form) for row in rows.networks if row.form]
    others = [(row.id, row.via) for row in rows.networks if not row.form]
    return (
        f"// {_MADE}\n\n"
        "/** @type {ShareLink[]} */\n"
        f"export const NETWORKS = [\n{''.join(map(_js_row, links))}];\n\n"
        "/** @type {Codes} */\n"
        f"export const CODES = Object.fromEntries([{', '.join(map(_js_array, others))}, ...NETWORKS]);\n"
    )


def _desk_reasons(rows: Rows) -> str:
    reasons = "".join(f"  {_quoted(reason)},\n" for reason in rows.rejection_reasons)
    return f"// {_MADE}\n\n/** Why a comment may be turned down. */\nexport const REASONS = [\n{reasons}];\n"


def _js_row(values: tuple[str | None, ...]) -> str:
    """A row of the table, in one line if it fits; else each value has a line, as Biome writes it."""
    line = f"  {_js_array(values)},\n"
    if len(line) <= LINE + 1:
        return line
    return "  [\n" + "".join(f"    {_quoted(value)},\n" for value in values) + "  ],\n"


def _js_array(values: tuple[str | None, ...]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)
