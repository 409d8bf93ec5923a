"""Write what is made of the words: ``codes.py``, the codes of all sentences as types, so that a misspelt one is told by
mypy, and ``compiled.py``, what help says, so that it is shown without a reader of TOML and without a model of Thai.
Both stand in ``src/planbook/words/``.

``python docs/codes.py`` writes both; ``--check`` exits 1 where one is not what it would write. The codes are written
without importing anything of planbook, so that a new sentence can be used before its code is known.
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


def compiled() -> str:
    """The module of what help says in each language, and of where its lines may be parted."""
    sys.path.insert(0, str(WORDS.parents[1]))
    from planbook.words import COMPILED, lines

    said = {
        path.stem: {name: dict(_flat(whole[name], f"{name}.")) for name in COMPILED}
        for path in sorted(WORDS.glob("*.toml"))
        for whole in [tomllib.loads(path.read_text(encoding="utf-8"))]
    }
    texts = [text for sections in said.values() for section in sections.values() for text in section.values()]
    shown = dict.fromkeys(lines.one_line(paragraph) for text in texts for paragraph in text.split("\n\n"))
    parted = {line: lines.seams(line) for line in shown if lines.THAI_LETTER.search(line)}
    return "\n".join(
        [
            '"""What help says in each language, by section and code, and the seams of its Thai lines. Written by',
            '``docs/codes.py``."""',
            "",
            "# fmt: off",
            "# ruff: noqa: E501",
            "SECTIONS: dict[str, dict[str, dict[str, str]]] = {",
            *(line for language, sections in said.items() for line in _language(language, sections)),
            "}",
            "SEAMS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {",
            *(f"    {line!r}: ({found.all}, {found.sure})," for line, found in parted.items()),
            "}",
            "",
        ]
    )


def _language(language: str, sections: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield f"    {language!r}: {{"
    for name, said in sections.items():
        yield f"        {name!r}: {{"
        yield from (f"            {code!r}: {text!r}," for code, text in said.items())
        yield "        },"
    yield "    },"


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
    """Write the modules, or check them."""
    stale = False
    for name, made in (("codes.py", codes), ("compiled.py", compiled)):
        path, text = WORDS / name, made()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale = True
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8", newline="\n")
        print(f"stale: {name}" if "--check" in sys.argv else f"wrote {name}")
    return int(stale and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
