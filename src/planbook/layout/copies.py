"""A correction copy as data, shared by its writer and its reader: the list of what is asked, and the notes on cells.

A copy is a form with everything that its office had typed in place, a first sheet that lists the questions, and a note
on every cell in question. What the copy says by itself is known here, so that a reader reports none of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import NamedTuple

from planbook.book.cells import cell_name
from planbook.domain import FormLine, FormSpec, LineKind, Question
from planbook.layout.form import COLUMN, FIRST_ROW, SHEET_FILL, column_numbers, fixed_texts
from planbook.words import ByLanguage, fill, filled_in

SHEET_COPY = ByLanguage("form.sheet_copy")


@dataclass(frozen=True)
class CopyWords:
    """The fixed texts of the list, in one language; ``{…}`` are filled in."""

    title: str
    about: str
    number: str
    severity: str
    item: str
    cell: str
    typed: str
    wanted: str
    said: str
    hint: str
    wrong: str
    doubtful: str
    nowhere: str
    still_open: str

    @property
    def heads(self) -> tuple[str, ...]:
        """The captions of the list's columns, in order."""
        return (self.number, self.severity, self.item, self.cell, self.typed, self.wanted, self.said, self.hint)


@cache
def copy_words(language: str) -> CopyWords:
    """The texts of a language; in Thai where there is no such language."""
    return fill(CopyWords, "copy", language)


class Listed(NamedTuple):
    """A row of the list. ``cell`` is the address on the fill-in sheet that it leads to, empty where there is none;
    ``place`` what stands in its stead to be clicked."""

    number: str
    severity: str
    item: str
    cell: str
    place: str
    typed: str
    wanted: str
    said: str
    hint: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What its cells say, in the order of the columns."""
        return (
            self.number, self.severity, self.item, self.place, self.typed, self.wanted, self.said, self.hint,
        )  # fmt: skip


def listed_rows(spec: FormSpec) -> tuple[Listed, ...]:
    """The rows of the list, in the order of the questions."""
    words, titles = copy_words(spec.language), {(line.key, line.office): line for line in spec.rows()}
    found = []
    for number, question in enumerate(spec.questions, 1):
        line, cell = titles.get((question.key, question.office)), cell_of(spec, question)
        caption = COLUMN[question.column].caption(spec.language) if cell else ""
        found.append(
            Listed(
                number=str(number),
                severity=words.wrong if question.error else words.doubtful,
                item=_item(spec, line) if line else words.nowhere,
                cell=cell,
                place=f"{caption} {cell}" if cell else "",
                typed=question.typed,
                wanted=question.wanted,
                said=question.said,
                hint=question.hint,
            )
        )
    return tuple(found)


def _item(spec: FormSpec, line: FormLine) -> str:
    whose = f" ({line.office_name or line.office})" if line.office != spec.office else ""
    return f"{line.key}  {line.title}{whose}"


def cell_of(spec: FormSpec, question: Question) -> str:
    """The cell that a question is about, as issued; empty where it is about none."""
    if not question.column:
        return ""
    place = (question.key, question.office)
    rows = enumerate(spec.lines, FIRST_ROW)
    row = next((at for at, line in rows if line.line is LineKind.ROW and (line.key, line.office) == place), None)
    return "" if row is None else cell_name(row, column_numbers(spec.quarter)[question.column])


def asked_cells(spec: FormSpec) -> Mapping[str, bool]:
    """The cells in question, and whether what stands in each does not count."""
    found: dict[str, bool] = {}
    for question in spec.questions:
        if cell := cell_of(spec, question):
            found[cell] = found.get(cell, False) or question.error
    return found


def notes(spec: FormSpec) -> Mapping[str, str]:
    """The note on each cell in question, by the cell's address."""
    found: dict[str, list[str]] = {}
    for question in spec.questions:
        if cell := cell_of(spec, question):
            found.setdefault(cell, []).append(f"{question.said}\n→ {question.hint}" if question.hint else question.said)
    return {cell: "\n\n".join(said) for cell, said in found.items()}


def title(spec: FormSpec) -> str:
    """What the list calls itself."""
    return filled_in(copy_words(spec.language).title, spec.language, count=len(spec.questions))


def subtitle(spec: FormSpec) -> str:
    """Whose list it is, and of when."""
    words = fixed_texts(spec.language)
    period = words.period.format(year=spec.year, quarter=spec.quarter)
    return f"{words.titles[spec.correction]} · {spec.office_name} · {period}"


def about(spec: FormSpec) -> str:
    """What the list says above its rows."""
    return filled_in(copy_words(spec.language).about, spec.language, sheet=SHEET_FILL[spec.language])


def still_open(spec: FormSpec) -> str:
    """What the list says of the rows that are due and still empty; empty where there are none."""
    count = sum(line.due and not line.given for line in spec.rows())
    said, sheet = copy_words(spec.language).still_open, SHEET_FILL[spec.language]
    return filled_in(said, spec.language, sheet=sheet, count=count) if count else ""


def copy_texts(spec: FormSpec) -> Iterator[str]:
    """Every text that a copy has beside those of any form; none where it asks nothing."""
    if not spec.questions:
        return
    words = copy_words(spec.language)
    yield from (getattr(words, each.name) for each in fields(words))
    yield from (title(spec), subtitle(spec), about(spec), still_open(spec))
    for row in listed_rows(spec):
        yield from row.texts
