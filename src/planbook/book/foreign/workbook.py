"""A foreign workbook as one object: its sheets with their values, and what lies behind them that the reader of values
cannot tell: number formats, formulas, error values, merged cells, notes, pictures.

Every kind of file has a subclass of :class:`CellMetadata`. What it cannot tell it leaves as it is here: not known.
Nothing is read from the file before it is asked for.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from planbook.book import binary
from planbook.book.cells import Area, split_cell
from planbook.book.grid import Grid, read_grids
from planbook.book.package import stored
from planbook.book.safety import Checked
from planbook.book.sniff import Kind

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""Error values by their number in binary formats ([MS-XLS] 2.5.10, [MS-XLSB] 2.2.1)."""


class CellNote(NamedTuple):
    """A note or comment that somebody hung on a cell."""

    sheet: str
    cell: str
    text: str


class TextRun(NamedTuple):
    """A piece of a cell's text; ``raised`` is superscript or subscript. One without a font of its ``own`` has the
    cell's."""

    text: str
    struck: bool = False
    raised: bool = False
    own: bool = True

    def in_cell(self, *, struck: bool) -> "TextRun":
        """The piece in a cell whose font is struck out, or is not."""
        return self if self.own else self._replace(struck=struck)


class CellInfo(NamedTuple):
    """What a file says of one cell beside its value.

    ``formula`` is the formula's text, empty where it is not known. ``error`` tells of an error value, whose literal is
    in ``shown``: the value as the file has it. ``number_format`` is None where it is not known; ``display`` is the text
    that the cell shows where the file itself keeps it (else its number format tells). ``gives_text`` tells of a
    formula that was computed and gives a text, which may be empty. ``struck`` is whether the cell's own font is
    struck out, ``runs`` the pieces of a text in several fonts where one is struck out or raised, else empty.
    """

    has_formula: bool = False
    formula: str = ""
    error: bool = False
    shown: str = ""
    number_format: str | None = None
    display: str | None = None
    gives_text: bool = False
    struck: bool = False
    runs: tuple[TextRun, ...] = ()


class CellMetadata:
    """What a workbook says beside its values. This one knows nothing; each kind of file overrides what it can tell.

    Sheets are asked for by name. No method raises for what stands in the file.
    """

    macros: bool = False
    """Whether the file carries macros, which are never run."""
    from_1904: bool = False
    """Whether serial numbers of dates count from 1904-01-01."""

    def cells(
        self,
        sheet: str,  # noqa: ARG002 - for the kinds that know
        columns: Collection[int],  # noqa: ARG002 - for the kinds that know
        rows: Collection[int],  # noqa: ARG002 - for the kinds that know
    ) -> Mapping[str, CellInfo] | None:
        """The cells in these columns and rows (from 1) that hold something, by name (``B7``).

        None where the file cannot tell; a cell that is not in it then need not be blank.
        """
        return None

    def unseen(self, sheet: str) -> Mapping[str, CellInfo]:  # noqa: ARG002 - for the kinds that know
        """The cells that hold a formula or an error value, of which the reader of values may see nothing, by name."""
        return {}

    def formulas(self, sheet: str) -> Mapping[str, str]:
        """The texts of a sheet's formulas by cell, in the notation of .xlsx, as far as they are known."""
        return {cell: info.formula for cell, info in self.unseen(sheet).items() if info.formula}

    def merged(self, sheet: str) -> Sequence[Area]:  # noqa: ARG002 - for the kinds that know
        """The merged cells of a sheet."""
        return ()

    def notes(self) -> list[CellNote]:
        """Notes and threaded comments on cells of every sheet, in the order of sheets."""
        return []

    def drawings(self, sheet: str) -> int:  # noqa: ARG002 - for the kinds that know
        """How many pictures, text boxes and charts lie on a sheet."""
        return 0

    def properties(self) -> list[str]:
        """The texts of the custom document properties."""
        return []

    def modified(self) -> str:
        """When the file says it was last saved (ISO 8601), or empty; without a zone where it is local time."""
        return ""

    def has_name(self, name: str) -> bool:  # noqa: ARG002 - for the kinds that know
        """Whether the workbook has a defined name."""
        return False

    def names_under(self, prefix: str) -> Mapping[str, str]:  # noqa: ARG002 - for the kinds that know
        """What the workbook's defined names that begin so point to, by the rest of the name."""
        return {}


class Unseen(str):
    """What stands in a cell of which the reader of values sees nothing: an error value (``#N/A``), or a formula that no
    program has computed (``=A1+1``, or ``=`` where its text is not known). It is the cell's text."""

    is_error: bool

    def __new__(cls, text: str, is_error: bool) -> "Unseen":
        """A cell's text, and whether it is an error value."""
        made = super().__new__(cls, text)
        made.is_error = is_error
        return made

    def __getnewargs__(self) -> tuple[str, bool]:  # type: ignore[override]  # a text of more than its characters
        return str(self), self.is_error


@dataclass(frozen=True)
class ForeignSheet(Grid):
    """One sheet: the values of its cells (:class:`planbook.book.grid.Grid`), and what the file says beside them.

    Error values and formulas without a value are :class:`Unseen`, so that a cell which is None is blank indeed.
    """

    metadata: CellMetadata = field(default_factory=CellMetadata, repr=False, compare=False)
    """That of the whole workbook."""

    def behind(self, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells in these columns and rows (from 1) that hold something, by name.

        None where the file cannot tell.
        """
        return self.metadata.cells(self.name, columns, rows)

    @property
    def merged(self) -> Sequence[Area]:
        """The merged cells."""
        return self.metadata.merged(self.name)

    @property
    def drawings(self) -> int:
        """How many pictures, text boxes and charts lie on the sheet."""
        return self.metadata.drawings(self.name)


@dataclass(frozen=True)
class ForeignBook:
    """A workbook that planbook did not write, or that somebody else saved since: its ``sheets`` in the order of their
    tabs, and what the file says that belongs to no one sheet (notes, properties, names) in ``metadata``."""

    sheets: tuple[ForeignSheet, ...]
    metadata: CellMetadata = field(default_factory=CellMetadata, repr=False)

    @classmethod
    def of(cls, grids: Iterable[Grid], metadata: CellMetadata | None = None) -> "ForeignBook":
        """A workbook of these values; without ``metadata`` nothing is known beside them."""
        known = metadata or CellMetadata()
        return cls(
            tuple(_with_unseen(ForeignSheet(grid.name, grid.visible, grid.rows, known)) for grid in grids), known
        )


def _with_unseen(sheet: ForeignSheet) -> ForeignSheet:
    """The sheet, its rows filled in where the reader of values saw nothing and something stands."""
    found = sheet.metadata.unseen(sheet.name)
    for cell in found:
        row, col = split_cell(cell)
        if sheet.cell(row, col) is not None:
            continue
        info = found[cell]
        if info.gives_text and not info.error:
            continue  # a formula that gives an empty text: the cell shows nothing
        sheet.rows.extend([] for _ in range(row - len(sheet.rows)))
        values = sheet.rows[row - 1]
        values.extend([None] * (col - len(values)))
        values[col - 1] = Unseen(info.shown if info.error else f"={info.formula}", info.error)
    return sheet


_PASSIVE = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".bin")
"""Members of an .xlsx that hold no cells: pictures, printer settings, macros."""
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_INDENTED = re.compile(rb"(<(?:/?table:[^>]*|/text:p)>)\s+(?=<)")
"""White space behind a tag of a table: there for people who look at the XML, as SheetJS writes it."""


_ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
_ERROR_VALUE = re.compile(
    rb"""(<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["'][^>]*(?<!/)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v(?:\s[^>]*)?>)([^<]*)""",
    re.DOTALL,
)
_KNOWN_ERRORS = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})


def known_errors(part: bytes) -> bytes:
    """A sheet's XML in which every error value is one that calamine knows: for one that it does not
    (``#SPILL!``, ``#CALC!``, ``#GETTING_DATA``) it refuses the whole workbook. Its metadata keep what the cell says.
    """
    return _ERROR_VALUE.sub(lambda found: found[1] + (found[2] if found[2] in _KNOWN_ERRORS else b"#N/A"), part)


def _may_hold_errors(part: bytes) -> bool:
    # plain searches first: they are far faster, and hardly a part has either
    return (b'"e"' in part or b"'e'" in part) and _ERROR_CELL.search(part) is not None


def respelled(checked: Checked) -> bytes:
    """The bytes of a checked workbook with the same values, written so that calamine reads them all.

    Of an .xlsx the parts that were checked, inflated, so that none other can be seen in their place. Of an .ods its
    contents alone, without the indentation at which calamine stops, behind its type, by which calamine knows it. An
    .xlsb without short cells, which calamine passes over. Raises BookProblem ``xml-broken``.
    """
    kind, package, data = checked.kind, checked.package, checked.data
    if package is None:
        return data
    if kind in (Kind.XLSX, Kind.XLSM):
        kept = package.inflated
        strange = {name: known_errors(part) for name, part in kept.items() if _may_hold_errors(part)}
        if any(part != kept[name] for name, part in strange.items()):
            return package.build(strange)
        others = (name for name in package.names if name not in kept)
        return package.stored() if all(name.lower().endswith(_PASSIVE) for name in others) else data
    if kind is Kind.ODS:
        content = package.read(_CONTENT) if package.find(_CONTENT) else b""
        return stored(
            {"mimetype": package.read("mimetype"), _MANIFEST: b"<manifest/>", _CONTENT: _INDENTED.sub(rb"\1", content)}
        )
    if kind is Kind.XLSB:
        sheets = {name: package.read(name) for name in package.names if name.lower().endswith(".bin")}
        changes = {name: binary.in_full(part, name) for name, part in sheets.items() if binary.is_sheet(part)}
        return package.build(changes)
    return data


def read_values(checked: Checked) -> list[Grid]:
    """The sheets' values, in the order of the tabs. Raises BookProblem as :func:`planbook.book.grid.read_grids`."""
    return read_grids(respelled(checked))
