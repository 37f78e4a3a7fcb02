"""Makes the table of lookalikes.

Run `python -m tests.unit.make_lookalike_table > shared/domain/words/lookalike_table.py`, then `ruff format`. The data
are Unicode's confusables (UTS #39) in the package confusable-homoglyphs. The table keeps characters that look like
ASCII letters and digits, unless compatibility decomposition (NFKD) turns them into these anyway.
"""

import re
import unicodedata
from collections import defaultdict

from confusable_homoglyphs import confusables

# Letters in boxes and the small capitals of "fancy text" do not decompose, and Unicode does not list them.
_ALPHABETS = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))

HEAD = '''"""Characters that look like ASCII letters and digits, by their look.

Made by tests/unit/make_lookalike_table.py.

Data: Unicode's confusables (UTS #39, version 15.1, Unicode License v3) in the package confusable-homoglyphs 3.3.1
(MIT), less what compatibility decomposition (NFKD) makes plain already; letters in boxes and small capitals added.
"""

LOOKALIKES = {
'''


def table() -> dict[str, str]:
    """Characters by the ASCII text that they look like."""
    found = {
        character: seen
        for character, similar in confusables.confusables_data.items()
        if len(character) == 1 and not character.isascii() and _stays(character)
        for seen in [next(filter(None, (_plain(one["c"]) for one in similar)), "")]
        if seen
    }
    for first in _ALPHABETS:
        found |= {chr(first + place): chr(ord("A") + place) for place in range(26)}
    by_look = defaultdict(list)
    for character, seen in sorted((found | _SMALL_CAPITALS).items()):
        by_look[seen].append(character)
    return {seen: "".join(characters) for seen, characters in sorted(by_look.items())}


def source() -> str:
    """The source of the module."""
    lines = [HEAD]
    for seen, characters in table().items():
        escaped = "".join(_escaped(character) for character in characters)
        parts = re.findall(r"(?:\\U.{8}|\\u.{4}|\\x..|[^\\]){1,10}", escaped)
        assert "".join(parts) == escaped
        if len(parts) == 1:
            lines.append(f'    "{seen}": "{parts[0]}",\n')
        else:
            lines += [f'    "{seen}": (\n', *(f'        "{part}"\n' for part in parts), "    ),\n"]
    return "".join([*lines, "}\n"])


def _escaped(character: str) -> str:
    """The character as an escape: many of these look alike, and some turn the line around."""
    return ascii(character)[1:-1]


def _stays(character: str) -> bool:
    """True if decomposition leaves the character as it is, and the character is not plain."""
    return unicodedata.normalize("NFKD", character) == character and not _plain(character)


def _plain(text: str) -> str:
    """`text` without its marks, if only ASCII letters and digits remain; else an empty text."""
    letters = unicodedata.normalize("NFKD", text).translate(str.maketrans(_SMALL_CAPITALS))
    kept = [c for c in letters if not unicodedata.category(c).startswith(("M", "Cf"))]
    return "".join(kept) if all(c.isascii() and c.isalnum() for c in kept) else ""


if __name__ == "__main__":
    print(source(), end="")  # noqa: T201
