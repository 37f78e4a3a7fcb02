"""Tables as plain text."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextTable:
    """Rows under heads, with notes. A head may have several lines."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        """Align the first column to the left, the others to the right."""
        tall = max(head.count("\n") for head in self.heads)
        heads = [("\n" * (tall - head.count("\n")) + head).split("\n") for head in self.heads]
        lines = [*zip(*heads, strict=True), *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.heads))]
        shown = [
            "  ".join(_put(cell, width, at) for at, (cell, width) in enumerate(zip(line, widths, strict=True)))
            for line in lines
        ]
        shown.insert(tall + 1, "  ".join("-" * width for width in widths))
        return "\n".join([self.title, "", *(line.rstrip() for line in shown), *(f"* {note}" for note in self.notes)])


def _put(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)
