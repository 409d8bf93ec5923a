"""How detail forms look: their formats, and groups of cells side by side in a row, made once for all forms."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from planbook.book.lines import Formula
from planbook.consolidated.detail import OfficeSays, Shown
from planbook.consolidated.sheets import MAX_ROW_HEIGHT, MISSING, SheetStyles, lines_needed, shown_number
from planbook.domain import is_number, plain_text
from planbook.layout import detail as layout

AT = {key: at - 1 for key, at in layout.COLUMN_INDEX.items()}
"""The columns, counted from 0."""
LAST = len(layout.COLUMNS) - 1
CODES = LAST + 1
"""The hidden column behind them."""
LINE, MARGIN = 24.0, 2.0
"""Points of a line of 14 point text and of a row's margins, in the highest of the typefaces that stand in for the
original's: held against what LibreOffice itself would make a row."""
INSIDE = 1.0
"""Characters of a column's width that its margins take, and as many more an indent."""

FormCell: TypeAlias = tuple[int, str | float | Formula, Any]
"""A column, what stands in it, and its look."""


class CellGroup(NamedTuple):
    """Cells that stand side by side in a row: themselves, as the sheet takes them, and the most lines of a text."""

    cells: Sequence[FormCell]
    written: Any
    lines: int


class Told(NamedTuple):
    """What an office's row says of its quarters and its year, and behind its code the parts of its ratios."""

    groups: Sequence[CellGroup]
    parts: Sequence[CellGroup]
    lines: int


class DetailLooks:
    """The formats of a workbook's detail forms, and ``groups`` of cells and what is ``told`` on many of them."""

    def __init__(self, styles: SheetStyles) -> None:
        self.styles = styles
        self.title = styles(font_size=18, bold=True, align="center")
        link: dict[str, Any] = {"font_size": 12, "font_color": "#1F4E79", "underline": 1}
        self.links = {right: styles(**link, align="right" if right else "left") for right in (True, False)}
        self.caption = styles(valign="top")
        self.field = styles(valign="top", text_wrap=True)
        self.heading = {bold: styles(bold=bold, align="center", text_wrap=True, border=1) for bold in (True, False)}
        self.name = styles(border=1, text_wrap=True, align="left", indent=1)
        self.below = styles(border=1, text_wrap=True, align="left", indent=3)
        self.middle = styles(border=1, text_wrap=True, align="center")
        self.awaited = styles(border=1, bg_color=MISSING, text_wrap=True, align="center")
        self.closing_name = styles(border=1, bold=True, text_wrap=True, indent=1, bg_color="#F2F2F2")
        self.closing = styles(border=1, bold=True, text_wrap=True, align="center", bg_color="#F2F2F2")
        self.note = styles(font_size=12, font_color="#595959", text_wrap=True, valign="top")
        self.groups: dict[object, CellGroup] = {}
        self.headings: dict[tuple[int, str], list[CellGroup]] = {}
        self.told: dict[tuple[OfficeSays, bool], Told] = {}
        self._numbers: dict[str, Any] = {}
        self.legend = styles(font_size=12, bg_color=MISSING, border=1, align="center")

    def number(self, number_format: str) -> Any:
        """The look of an office's figure in a number format; empty for none."""
        look = self._numbers.get(number_format)
        if look is None:
            form = {"num_format": number_format} if number_format else {}
            look = self._numbers[number_format] = self.styles(**form, border=1, align="center")
        return look

    def keep(self, key: object, group: CellGroup) -> CellGroup:
        """A group that may stand on further forms, kept among ``groups``."""
        self.groups[key] = group
        return group


def grouped(sheet: Any, cells: Sequence[FormCell], *texts: tuple[str, float]) -> CellGroup:
    """Cells of a row, and their texts with the widths of their columns."""
    lines = max([lines_needed(text, width - INSIDE) for text, width in texts], default=1)
    return CellGroup(cells, sheet.cells(cells), lines)


def band(first: int, last: int, text: str, look: Any) -> list[FormCell]:
    """The cells of a text across columns, which are merged."""
    return [(first, text, look), *((col, "", look) for col in range(first + 1, last + 1))]


def high(lines: int) -> float:
    """How high a row of so many lines is; a client cuts what is higher than a row can be."""
    return min(LINE * lines + MARGIN, MAX_ROW_HEIGHT)


def number(looks: DetailLooks, shown: Shown, formula: str | None = None) -> tuple[str | float | Formula, Any]:
    """What stands in a cell for an office's figure, and its look: a number, or the formula that makes it."""
    made = shown_number(shown.value, percent=shown.percent, against=shown.against) if is_number(shown.value) else None
    if made is None:
        return plain_text(shown.value) if is_number(shown.value) else "", looks.number("")
    return (made[0] if formula is None else Formula(formula.removeprefix("="), made[0])), looks.number(made[1])
