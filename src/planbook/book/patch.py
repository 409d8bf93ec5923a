"""Setting values of cells in a sheet's XML and leaving every other byte as it is; reading single cells back.

A workbook whose cells were set has its formulas computed anew when it is opened.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from operator import itemgetter
from typing import NamedTuple

from planbook.book.cells import cell_name, shift_formula, split_cell, split_range
from planbook.book.package import CONTENT_TYPES_PART, Workbook
from planbook.book.parts import ContentTypes, RelsEditor, rels_name, set_full_calc_on_load
from planbook.book.plainsheet import read_cells, scan_sheet, with_contents
from planbook.book.references import has_formulas
from planbook.book.sheetxml import PART, CellTag, FormulaTag, RawCell, RowTag, SheetMap, merged_ranges
from planbook.book.xmlio import MAX_TEXT, are_plain, broken, escape_text, needs_preserve, text_of_runs, to_utf8
from planbook.errors import BookProblem

__all__ = [
    "CellValue",
    "Content",
    "RawCell",
    "content_of",
    "inherited_style",
    "merged_ranges",
    "patch_sheet",
    "read_cells",
]


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell held, to be put back as it was: its type (ECMA-376 part 1, 18.18.11), its value, its formula.

    ``type`` is ``n``, ``b``, ``e``, ``d`` or, of a formula that gives a text, ``str``; ``formula`` is None where there
    is none. A text that nobody computed is a str, no content of this kind, but where it has several looks: of type
    ``runs``, with the XML of its runs (18.4.4) without namespace as its value.
    """

    type: str
    value: str | None
    formula: str | None = None

    @property
    def text(self) -> str:
        """The value as text, of runs without their looks; empty for none."""
        value = self.value or ""
        return text_of_runs(value) if self.type == RUNS else value


_REFERENCES = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}(?: [A-Z]{1,3}[1-9][0-9]{0,6})*+")
RUNS = "runs"
"""The type of a content that is a text in several looks."""

CellValue = str | int | float | Decimal | Content | None
"""What a cell can be set to. None empties it; a str is always a text, never a formula."""


def content_of(cell: RawCell | None, text: str, formula: str | None) -> str | Content | None:
    """What a cell holds, as :func:`patch_sheet` puts it back; None for nothing.

    ``text`` is its value as a reader shows it, used where that is a text in one look; ``formula`` is what stands in
    it, written out where it takes part in another's.
    """
    if cell is None or (cell.value is None and cell.formula is None and cell.inline is None):
        return None
    if cell.formula is None and cell.type in ("s", "inlineStr", "str"):
        return text or None
    return Content(cell.type, cell.value, formula or None)


def inherited_style(sheet: SheetMap, ref: str) -> int:
    """The cell format that a cell which is not there would take when something is typed into it: of its row or column;
    0 where neither has one."""
    number, col = split_cell(ref)
    row = next((row for row in sheet.rows if row.number == number), None)
    return int(_inherited(sheet, row, col) or 0)


def _inherited(sheet: SheetMap, row: RowTag | None, col: int) -> str | None:
    if row is not None and row.style is not None:
        return row.style
    return next((style for first, last, style in sheet.columns if first <= col <= last), None)


class _Splice(NamedTuple):
    """The bytes ``[start, end)`` become ``new``."""

    start: int
    end: int
    new: bytes


def patch_sheet(xml: bytes, cells: Mapping[str, CellValue], *, styles: Mapping[str, int] | None = None) -> bytes:
    """The sheet with ``cells`` (``"H12"`` → value) set, all else byte for byte.

    A cell keeps its style unless ``styles`` gives it another index into ``cellXfs``; a cell that was not there
    takes the style of its row or column, as it would when typed in Excel. ``styles`` may name cells that ``cells``
    does not: then only the style changes. Rows and cells that are missing are put in their place, ``spans`` and
    ``<dimension>`` grow where they must. A formula gives way to the value; where it was the first of a shared
    formula, the next cell of the group takes it over. Texts become inline strings. A sheet in another encoding
    comes back as UTF-8. Doing the same patch twice gives the same bytes as once.

    Raises ValueError for a reference that is none, a number that is not finite, or a text over 32,767 characters;
    BookProblem ``formula-array`` for a cell inside an array formula of several cells, ``xml-broken`` or
    ``xml-doctype`` for a sheet that cannot be parsed.
    """
    xml = to_utf8(xml, PART)
    # most results go into cells that are there and need no more than their contents changed
    contents = _all_contents(cells) if cells and not styles else None
    made = with_contents(xml, contents) if contents else None
    if made is not None:
        return made
    patch = _Patch(cells, styles or {})
    return _spliced(xml, patch.splices(xml, scan_sheet(xml, patch.rows)))


def _all_contents(cells: Mapping[str, CellValue]) -> dict[bytes, bytes] | None:
    """What all cells are to hold, by reference; None where one is to be empty, or named as sheets do not name it."""
    refs = " ".join(cells)
    if None in cells.values() or not _REFERENCES.fullmatch(refs) or refs.count(" ") >= len(cells):
        return None
    texts = [value for value in cells.values() if isinstance(value, str)]
    if len(texts) == len(cells) and 2 * max(map(len, texts)) <= MAX_TEXT and are_plain(texts):
        before, _, after = _contents("", "", "|").partition("|")
        made = [f"{before}{text}{after}".encode() for text in texts]
    else:
        made = [_contents("", ref, value).encode() for ref, value in cells.items()]
    return dict(zip(refs.encode().split(b" "), made, strict=True))


def _spliced(xml: bytes, splices: Iterable[_Splice]) -> bytes:
    pieces: list[bytes] = []
    at = 0
    # What is put in before an element comes ahead of a change to it; sorting is stable, so insertions keep order.
    for splice in sorted(splices, key=itemgetter(0, 1)):
        pieces += (xml[at : splice.start], splice.new)
        at = splice.end
    return b"".join([*pieces, xml[at:]])


class _Patch:
    def __init__(self, cells: Mapping[str, CellValue], styles: Mapping[str, int]) -> None:
        places = {ref: split_cell(ref) for ref in (*cells, *styles)}
        self.targets = dict(sorted((place, ref) for ref, place in places.items()))
        self.values = {places[ref]: value for ref, value in cells.items()}
        self.styles = {places[ref]: style for ref, style in styles.items()}
        self.rows: dict[int, list[int]] = {}
        for row, col in self.targets:
            self.rows.setdefault(row, []).append(col)
        self.added: list[tuple[int, int]] = []

    def splices(self, xml: bytes, sheet: SheetMap) -> list[_Splice]:
        found = self.formula_splices(sheet)
        existing: dict[int, list[RowTag]] = {}
        for row in sheet.rows:
            existing.setdefault(row.number, []).append(row)
        for number in self.rows:
            if number in existing:
                found += self.row_splices(xml, sheet, existing[number])
        missing = [number for number in self.rows if number not in existing]
        found += self.new_rows(xml, sheet, missing)
        return found + self.dimension_splices(xml, sheet)

    # Rows and cells

    def row_splices(self, xml: bytes, sheet: SheetMap, rows: list[RowTag]) -> list[_Splice]:
        """The changes in a row (which a careless writer may have written in two pieces)."""
        number, found, fresh = rows[0].number, list[_Splice](), list[tuple[int, bytes]]()
        cells = {cell.col: cell for row in rows for cell in row.cells}  # the last of two wins, as in the readers
        for col in self.rows[number]:
            cell = cells.get(col)
            if cell is not None:
                found += self.cell_splices(xml, sheet.prefix, (number, col), cell)
            elif made := self.new_cell(sheet, rows[0], number, col):
                fresh.append((col, made))
        return found + self.inserted(xml, sheet, rows[0], fresh) if fresh else found

    def cell_splices(self, xml: bytes, prefix: str, at: tuple[int, int], cell: CellTag) -> list[_Splice]:
        """The change to a cell that is there; none where it stays as it is."""
        style = cell.style
        if self.styles and at in self.styles:
            style = str(self.styles[at])
        if at not in self.values:
            opening = _with_attribute(xml[cell.start : cell.open_end], b"s", str(style))
            return [_Splice(cell.start, cell.open_end, opening)]
        value = self.values[at]
        if value is not None or cell.filled or style != cell.style:
            return [_Splice(cell.start, cell.end, _cell(prefix, at, style, value))]
        return []

    def new_cell(self, sheet: SheetMap, row: RowTag | None, number: int, col: int) -> bytes:
        """A cell that was not there; nothing when it would be empty and bear no style of its own."""
        at = (number, col)
        value = self.values.get(at)
        if value is None and at not in self.styles:
            return b""
        style = str(self.styles[at]) if at in self.styles else _inherited(sheet, row, col)
        self.added.append(at)
        return _cell(sheet.prefix, at, style, value)

    def inserted(self, xml: bytes, sheet: SheetMap, row: RowTag, fresh: list[tuple[int, bytes]]) -> list[_Splice]:
        tag = row.tag
        opening = _with_spans(xml[tag.start : tag.open_end], row.spans, [col for col, _ in fresh])
        if tag.self_closing:
            body = b"".join(made for _, made in fresh)
            return [_Splice(tag.start, tag.end, _unclosed(opening) + body + f"</{sheet.prefix}row>".encode())]
        found = [_Splice(tag.start, tag.open_end, opening)]
        for col, made in fresh:
            found.append(_Splice(row.gaps[col], row.gaps[col], made))
        return found

    def new_rows(self, xml: bytes, sheet: SheetMap, numbers: list[int]) -> list[_Splice]:
        found = []
        for number in numbers:
            made = b"".join(self.new_cell(sheet, None, number, col) for col in self.rows[number])
            if made:
                name = f"{sheet.prefix}row"
                found.append((number, f'<{name} r="{number}">'.encode() + made + f"</{name}>".encode()))
        if not found:
            return []
        data = sheet.data
        if data is None:
            raise broken(PART, "no sheetData")
        if data.self_closing:
            opening = _unclosed(xml[data.start : data.open_end])
            body = b"".join(made for _, made in found)
            return [_Splice(data.start, data.end, opening + body + f"</{sheet.prefix}sheetData>".encode())]
        splices = []
        for number, made in found:
            at = next((row.tag.start for row in sheet.rows if row.number > number), data.close_start)
            splices.append(_Splice(at, at, made))
        return splices

    def dimension_splices(self, xml: bytes, sheet: SheetMap) -> list[_Splice]:
        if sheet.dimension is None or not self.added:
            return []
        tag, ref = sheet.dimension
        try:
            row1, col1, row2, col2 = split_range(ref)
        except ValueError:
            return []  # what it says is no range, and nobody needs it to be
        rows, cols = zip(*self.added, strict=True)
        first = cell_name(min(row1, *rows), min(col1, *cols))
        last = cell_name(max(row2, *rows), max(col2, *cols))
        grown = f"{first}:{last}" if first != last else first
        if split_range(grown) == (row1, col1, row2, col2):
            return []
        return [_Splice(tag.start, tag.open_end, _with_attribute(xml[tag.start : tag.open_end], b"ref", grown))]

    # Formulas that cover several cells

    def formula_splices(self, sheet: SheetMap) -> list[_Splice]:
        masters = {}
        for formula in sheet.formulas:
            if formula.kind == "shared":
                if formula.ref and (formula.row, formula.col) in self.values:
                    masters[formula.group] = formula
            elif formula.ref:
                self.refuse_inside(formula)
        found = []
        for group, master in masters.items():
            heirs = (
                formula
                for formula in sheet.formulas
                if formula.kind == "shared"
                and formula.group == group
                and not formula.ref
                and (formula.row, formula.col) not in self.values
            )
            heir = next(heirs, None)
            if heir is not None:
                found.append(_inheritance(sheet.prefix, master, heir))
        return found

    def refuse_inside(self, formula: FormulaTag) -> None:
        row1, col1, row2, col2 = split_range(formula.ref)
        if (row1, col1) == (row2, col2):
            return
        for (row, col), ref in self.targets.items():
            if (row, col) in self.values and row1 <= row <= row2 and col1 <= col <= col2:
                raise BookProblem("formula-array", ref=ref, area=formula.ref)


def _inheritance(prefix: str, master: FormulaTag, heir: FormulaTag) -> _Splice:
    """The formula written out at the first cell of its group that stays, for the others refer to it by number."""
    text = shift_formula(master.text, heir.row - master.row, heir.col - master.col)
    name = f"{prefix}f"
    made = f'<{name} t="shared" ref="{master.ref}" si="{master.group}">{escape(text, quote=False)}</{name}>'
    return _Splice(heir.tag.start, heir.tag.end, made.encode("utf-8"))


def _cell(prefix: str, at: tuple[int, int], style: str | None, value: CellValue) -> bytes:
    ref = cell_name(*at)
    opening = f'<{prefix}c r="{ref}"' + ("" if style is None else f' s="{style}"')
    return f"{opening}{_contents(prefix, ref, value)}".encode()


def _contents(prefix: str, ref: str, value: CellValue) -> str:
    """What follows the style of a cell."""
    closing = f"</{prefix}c>"
    if isinstance(value, str):
        if 2 * len(value) > MAX_TEXT and len(value.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
            raise ValueError(f"the text for {ref} is over {MAX_TEXT} characters")
        space = ' xml:space="preserve"' if needs_preserve(value) else ""
        return f' t="inlineStr"><{prefix}is><{prefix}t{space}>{escape_text(value)}</{prefix}t></{prefix}is>{closing}'
    if value is None:
        return "/>"
    if isinstance(value, Content) and value.type == RUNS:
        runs = re.sub(r"(</?)(?=\w)", rf"\1{prefix}", value.value or "")
        return f' t="inlineStr"><{prefix}is>{runs}</{prefix}is>{closing}'
    if isinstance(value, Content):
        kind = "" if value.type == "n" else f' t="{value.type}"'
        formula = "" if value.formula is None else f"<{prefix}f>{escape(value.formula, quote=False)}</{prefix}f>"
        held = "" if value.value is None else f"<{prefix}v>{escape(value.value, quote=False)}</{prefix}v>"
        return f"{kind}>{formula}{held}{closing}"
    if isinstance(value, bool):  # a bool is an int to Python, not to Excel
        return f' t="b"><{prefix}v>{int(value)}</{prefix}v>{closing}'
    return f"><{prefix}v>{_number(value)}</{prefix}v>{closing}"


def _number(value: int | float | Decimal) -> str:
    """A number as plain digits: 1e16 → ``10000000000000000``, the shortest text that reads back the same."""
    if not math.isfinite(value):
        raise ValueError(f"a cell cannot hold {value}")
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


# Start tags, as bytes


def _with_attribute(opening: bytes, name: bytes, value: str) -> bytes:
    """A start tag with an attribute set: in place where it stands, else as the last."""
    made = b' %s="%s"' % (name, value.encode())
    pattern = re.compile(rb"""\s%s\s*=\s*(?:"[^"]*"|'[^']*')""" % name)
    if pattern.search(opening):
        return pattern.sub(lambda _: made, opening, count=1)
    end = len(opening) - (2 if opening.endswith(b"/>") else 1)
    return opening[:end].rstrip() + made + opening[end:]


def _with_spans(opening: bytes, spans: str | None, cols: list[int]) -> bytes:
    """A row's start tag whose ``spans``, an aid to the reader (18.3.1.73), takes in new columns, if it has any."""
    try:
        pairs = [(int(first), int(last)) for first, _, last in (span.partition(":") for span in (spans or "").split())]
    except ValueError:
        return opening
    if not pairs or all(any(first <= col <= last for first, last in pairs) for col in cols):
        return opening
    low = min(*cols, *(first for first, _ in pairs))
    high = max(*cols, *(last for _, last in pairs))
    return _with_attribute(opening, b"spans", f"{low}:{high}")


def _unclosed(opening: bytes) -> bytes:
    return opening[: opening.rindex(b"/")].rstrip() + b">"


def recalculated(book: Workbook, changes: Mapping[str, bytes]) -> bytes:
    """The workbook with ``changes`` (part → bytes) made, which is computed anew on opening if it has formulas.

    Where a cell lost its formula, the chain of calculation goes: Excel repairs a file whose chain names a cell without
    one (ECMA-376 part 1, 18.6), and makes a missing chain anew.
    """
    package = book.package
    made = dict(changes)
    kinds = {rel.part: rel.kind for rel in package.rels(book.part)}
    sheets = [sheet.part for sheet in book.sheets if kinds.get(sheet.part) == "worksheet"]
    if any(has_formulas(made.get(part) or package.read(part)) for part in sheets):
        made[book.part] = set_full_calc_on_load(package.read(book.part))
    chain = next((rel for rel in package.rels(book.part) if rel.kind == "calcChain" and rel.part), None)
    if chain is None or not any(_lost(package.read(part), made[part]) for part in sheets if part in made):
        return package.build(made)
    rels = package.find(rels_name(book.part)) or ""
    editor = RelsEditor(package.read(rels))
    editor.remove([chain.id])
    types = ContentTypes(package.read(CONTENT_TYPES_PART))
    types.remove([chain.part])
    made |= {rels: editor.to_bytes(), CONTENT_TYPES_PART: types.to_bytes()}
    return package.build(made, remove=[chain.part])


def _lost(old: bytes, new: bytes) -> bool:
    """Whether a cell of a sheet has no formula any more."""
    before, after = ({ref for ref, cell in read_cells(xml).items() if cell.formula is not None} for xml in (old, new))
    return not before <= after
