"""Write ``src/planbook/words/codes.py``: the codes of all sentences as types, so that a misspelt one is told by mypy.

``python docs/codes.py`` writes it; ``--check`` exits 1 where it is not what it would write. It imports nothing of
planbook, so that a new sentence can be used before its code is known.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

WORDS = Path(__file__).parent.parent / "src" / "planbook" / "words"


def codes() -> str:
    """The module of all codes, so that a misspelt one is an error before anything runs."""
    said = dict(_flat(tomllib.loads((WORDS / "th.toml").read_text(encoding="utf-8"))))
    fields = {code: _fields(text) for code, text in said.items()}
    kinds = sorted({code.split(".")[1] for code in said if code.startswith("finding.")})
    errors = sorted(code.removeprefix("error.") for code in said if code.startswith("error."))
    texts = sorted(code for code in said if not code.startswith(("finding.", "error.")))
    others = sorted(code for code in said if code.startswith(("finding.", "error.")))
    return "\n".join(
        [
            '"""The codes of all sentences as types, and the arguments each needs. Written by ``docs/codes.py``."""',
            "",
            "from collections.abc import Mapping",
            "from functools import cache",
            "from typing import TYPE_CHECKING, Literal, TypeAlias",
            "",
            "# fmt: off",
            "if TYPE_CHECKING:",
            *_literal("FindingCode", kinds),
            *_literal("ErrorCode", errors),
            *_literal("TextCode", texts),
            *_literal("OtherCode", others),
            "    Code: TypeAlias = TextCode | OtherCode",
            "else:  # making the types takes a fifth of the time of a command's help",
            "    FindingCode = ErrorCode = TextCode = OtherCode = Code = str",
            "",
            "",
            "@cache",
            "def needs() -> Mapping[str, tuple[str, ...]]:",
            '    """The names of the arguments that the sentence of each code needs."""',
            "    return {code: tuple(names) for code, *names in map(str.split, _NEEDS.splitlines())}",
            "",
            "",
            '_NEEDS = """\\',  # one text, which loads in no time
            *(" ".join([code, *names]) for code, names in sorted(fields.items())),
            '"""',
            "",
        ]
    )


def _fields(text: str) -> tuple[str, ...]:
    names = (field.split("!")[0] for _, field, _, _ in Formatter().parse(text) if field)
    return tuple(dict.fromkeys(names))


def _quoted(text: str) -> str:
    return f'"{text}"'


def _literal(name: str, values: Sequence[str]) -> Iterator[str]:
    """A type of so many texts, as many on a line as fit."""
    yield f"    {name}: TypeAlias = Literal["
    line = "       "
    for value in values:
        if len(line) + len(value) > 114:
            yield line
            line = "       "
        line += f' "{value}",'
    yield line
    yield "    ]"


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def main() -> int:
    """Write the module, or check it."""
    path = WORDS / "codes.py"
    if path.is_file() and path.read_text(encoding="utf-8") == codes():
        return 0
    if "--check" in sys.argv:
        print("stale: codes.py")
        return 1
    path.write_text(codes(), encoding="utf-8", newline="\n")
    print("wrote codes.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
