"""Who fills in: the words of a responsible cell resolved against the offices and groups.

Group tokens, unit tokens, sections inside an office, working groups, counted subsets (guide: domain, "Who fills in an
activity"). What is not matched is said; nothing is matched by half.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from planbook.layout import original as layout
from planbook.model import OfficeBook
from planbook.text import clean, digits, fold

_SPLIT = re.compile(r"[,;\n]|\s/\s|\sและ\s")


@dataclass(frozen=True)
class Token:
    """One word of a responsible cell: what it says, what sort it is, and the codes it stands for.

    ``sort`` is ``office``, ``group``, ``section`` (inside an office, asked of nobody), ``remark``, ``counted``
    (somebody must say which), ``empty`` (a group without offices) or ``unknown``.
    """

    text: str
    sort: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """What the responsible words of an activity come to."""

    tokens: tuple[Token, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all offices, each once, in the order of the words."""
        return tuple(dict.fromkeys(code for token in self.tokens for code in token.codes))

    @property
    def speaks(self) -> bool:
        """Whether there is a word that says who reports (sections and remarks do not)."""
        return any(token.sort not in ("section", "remark") for token in self.tokens)

    @property
    def expression(self) -> str:
        """The words that say who reports, joined by commas: what the register's column shows."""
        return ", ".join(token.text for token in self.tokens if token.sort not in ("section", "remark"))


def join_responsible(lines: Iterable[str]) -> list[str]:
    """The chunks of responsible lines: a name that was split by hand over rows is put together again."""
    joined: list[str] = []
    for line in lines:
        text = clean(line)
        if not text:
            continue
        probe = digits(text)
        open_ended = bool(joined) and re.fullmatch(r"คณะ(?:ทำงาน|กรรมการ)ฯ?", joined[-1]) is not None
        starts = layout.UNIT_START.match(probe) or layout.SECTION.match(probe)
        if joined and not joined[-1].endswith(",") and (open_ended or not starts):
            joined[-1] += f" {text}"
        else:
            joined.append(text)
    return joined


def _chunks(text: str) -> list[str]:
    """Split at separators, but not inside brackets: "กฟฟ.1-3 (ผวต., ผบค.), กบล." is two chunks."""
    guarded = re.sub(r"\([^()]*\)", lambda match: match[0].replace(",", "\x00"), text)
    return [chunk.replace("\x00", ",").strip() for chunk in _SPLIT.split(guarded) if chunk.strip()]


class Resolver:
    """Resolves responsible words against one region's offices and groups."""

    def __init__(self, offices: OfficeBook) -> None:
        self.offices = offices

    @cached_property
    def _names(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Folded name → (sort, codes). An office's own name wins over a group's."""
        names: dict[str, tuple[str, tuple[str, ...]]] = {}
        for office in self.offices.offices:
            for name in (office.name, office.code, *office.aliases):
                if name:
                    names.setdefault(fold(name), ("office", (office.code,)))
        for group in self.offices.groups:
            codes = tuple(office.code for office in self.offices.members(group))
            for name in (group.name, *group.aliases):
                names.setdefault(fold(name), ("group" if codes else "empty", codes))
        extra = {name for office in self.offices.offices for name in office.groups}
        for name in extra:
            codes = tuple(office.code for office in self.offices.offices if name in office.groups)
            names.setdefault(fold(name), ("group", codes))
        return names

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)

    def resolve(self, lines: Iterable[str]) -> Resolution:
        """Resolve the raw lines of a responsible cell, or the register's expression."""
        tokens = [token for text in join_responsible(lines) for chunk in _chunks(text) for token in self._chunk(chunk)]
        return Resolution(tuple(dict.fromkeys(tokens)))

    def _chunk(self, chunk: str) -> list[Token]:
        whole = fold(chunk)
        if whole in self._names:
            sort, codes = self._names[whole]
            return [Token(chunk, sort, codes)]
        if re.fullmatch(r"\(.*\)", chunk):
            return [Token(chunk, "remark")]
        if layout.SECTION.match(digits(clean(chunk))):
            return [Token(chunk, "section")]
        if layout.COUNTED.fullmatch(digits(clean(chunk))):
            return [Token(chunk, "counted")]
        return self._prefix(chunk) or [Token(chunk, "unknown")]

    def _prefix(self, chunk: str) -> list[Token]:
        """The longest known name that a chunk begins with, where what follows is a word of its own."""
        for end in range(len(chunk) - 1, 0, -1):
            name = fold(chunk[:end])
            if len(name) > self._longest or name not in self._names:
                continue
            rest = chunk[end:].strip()
            further = self._chunk(rest)
            if further[0].sort != "unknown" or chunk[end].isspace():
                sort, codes = self._names[name]
                return [Token(chunk[:end].strip(), sort, codes), *further]
        return []
