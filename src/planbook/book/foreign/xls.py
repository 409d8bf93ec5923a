"""The same facts from an .xls: number formats, formulas, error values, merged cells, notes ([MS-XLS], BIFF8 and 5).

Only the records that tell these are looked at, and every length is checked: a record that makes no sense ends the
reading, and what was not reached is not known.
"""

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from planbook.book.binary import DAMAGED, compound_file, is_compound
from planbook.book.cells import Area, cell_name
from planbook.book.foreign.formats import built_in
from planbook.book.foreign.tokens import BIFF8, RECORDS, Links, operands, read_links, shared_with
from planbook.book.foreign.workbook import ERROR_TEXTS, CellInfo, CellMetadata, CellNote, TextRun, read_values
from planbook.book.foreign.xlstexts import NO_FONT, Font, strings_with_looks
from planbook.book.grid import Grid
from planbook.book.safety import Checked, encrypted

_FILEPASS = 0x2F

# Record types ([MS-XLS] 2.3.2).
_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_FORMULA, _NUMBER, _RK, _MULRK, _BOOLERR, _LABELSST, _LABEL = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205, 0x00FD, 0x0204
_MERGECELLS, _NOTE, _OBJ, _TXO, _CONTINUE = 0x00E5, 0x001C, 0x005D, 0x01B6, 0x003C
_FONT, _SST, _DATE_MODE = 0x0031, 0x00FC, 0x0022
_SHARED_FORMULA, _ARRAY = 0x04BC, 0x0221
_STRUCK = 0x0008
"""The flag of a font that is struck out ([MS-XLS] 2.4.122)."""
_BIFF8 = 0x0600
_DRAWN_OBJECTS = frozenset({0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x08, 0x09, 0x1E})
"""Kinds of drawn objects: groups, lines, shapes, charts, text boxes, pictures; no form controls, no notes."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A filled cell: the index of its format, whether it is a formula and one that gives a text, the error it shows,
    and the number of its text in the shared list."""

    xf: int
    is_formula: bool = False
    gives_text: bool = False
    error: str = ""
    text: int | None = None
    tokens: bytes = b""
    """Those of a formula, which may only tell with which cell it is shared."""


@dataclass
class _Sheet:
    cells: dict[tuple[int, int], _Cell] = field(default_factory=dict)
    """By row and column, from 0."""
    merged: list[Area] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    drawings: int = 0
    shared: dict[tuple[int, int], bytes] = field(default_factory=dict)
    """The tokens of formulas that several cells share, by the first of these."""
    current: int = 0
    """The object whose text comes next."""
    texts: dict[int, str] = field(default_factory=dict)


class XlsMetadata(CellMetadata):
    """The records behind a workbook's cells."""

    def __init__(self, checked: Checked) -> None:
        self._data = checked.data
        self.macros = "_VBA_PROJECT_CUR".encode("utf-16-le") in self._data

    @cached_property
    def _read(self) -> "_Workbook":
        try:
            return _workbook(_stream(self._data))
        except (struct.error, IndexError, ValueError):
            return _Workbook()

    @property
    def from_1904(self) -> bool:  # type: ignore[override]  # known when the file has been read
        """Whether serial numbers of dates count from 1904-01-01."""
        return self._read.from_1904

    def cells(self, sheet: str, columns: Collection[int], rows: Collection[int]) -> Mapping[str, CellInfo] | None:
        """The cells there that hold something; None where the file has no such sheet."""
        book = self._read
        if sheet not in book.sheets:
            return None
        return {
            cell_name(row + 1, col + 1): book.info(sheet, (row, col))
            for row, col in book.sheets[sheet].cells
            if row + 1 in rows and col + 1 in columns
        }

    def unseen(self, sheet: str) -> Mapping[str, CellInfo]:
        """The cells that hold a formula or an error value."""
        book = self._read
        cells = book.sheets.get(sheet, _Sheet()).cells.items()
        return {
            cell_name(row + 1, col + 1): book.info(sheet, (row, col))
            for (row, col), cell in cells
            if cell.is_formula or cell.error
        }

    def has_name(self, name: str) -> bool:
        """Whether the workbook has a defined name."""
        return name in self._read.links[1]

    def names_under(self, prefix: str) -> Mapping[str, str]:
        """What the workbook's defined names that begin so point to, by the rest of the name."""
        names = self._read.links[1].items()
        return {name.removeprefix(prefix): text for name, text in names if name.startswith(prefix)}

    def merged(self, sheet: str) -> Sequence[Area]:
        """The merged cells of a sheet."""
        return self._read.sheets.get(sheet, _Sheet()).merged

    def notes(self) -> list[CellNote]:
        """Notes on cells."""
        return [
            CellNote(name, cell_name(row + 1, col + 1), text)
            for name, sheet in self._read.sheets.items()
            for row, col, text in sheet.notes
        ]

    def drawings(self, sheet: str) -> int:
        """How many pictures, text boxes and charts lie on a sheet."""
        return self._read.sheets.get(sheet, _Sheet()).drawings

    def modified(self) -> str:
        """When the file says it was last saved (ISO 8601, UTC), or empty."""
        try:
            with compound_file(self._data) as file:
                moment = file.get_metadata().last_saved_time
        except DAMAGED:
            return ""
        return f"{moment:%Y-%m-%dT%H:%M:%S}Z" if moment else ""


def read_xls_values(checked: Checked) -> list[Grid]:
    """The sheets' values. Raises BookProblem ``file-encrypted`` and as :func:`read_values`."""
    if _is_encrypted(checked.data):
        raise encrypted()
    return read_values(checked)


def _is_encrypted(data: bytes) -> bool:
    """Whether a workbook has a password: a FILEPASS record among its first ([MS-XLS] 2.4.117)."""
    return any(record.kind == _FILEPASS for record in islice(_records(_stream(data), 0), 8))


def _stream(data: bytes) -> bytes:
    """The workbook's stream inside the compound file, empty where none can be read; a file of Excel 4 and earlier is
    the stream itself."""
    if not is_compound(data):
        return data
    try:
        with compound_file(data) as file:
            name = next((name for name in ("Workbook", "Book") if file.exists(name)), None)
            return file.openstream(name).read() if name and file.get_size(name) <= len(data) else b""
    except DAMAGED:
        return b""


class _Record(NamedTuple):
    """A record of the stream: its type, where its bytes begin, how many they are."""

    kind: int
    at: int
    length: int


def _records(stream: bytes, at: int) -> Iterator[_Record]:
    """Each record from a place on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield _Record(kind, at + 4, length)
        at += 4 + length


@dataclass
class _Workbook:
    sheets: dict[str, _Sheet] = field(default_factory=dict)
    looks: list[tuple[int, int]] = field(default_factory=list)
    """Of each cell format the numbers of its font and its number format."""
    formats: dict[int, str] = field(default_factory=dict)
    fonts: list[Font] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    """The list of shared texts, as it stands in its records."""
    from_1904: bool = False
    link_records: list[tuple[int, bytes]] = field(default_factory=list)

    @cached_property
    def links(self) -> tuple[Links, Mapping[str, str]]:
        """What formulas refer to by number, and what each defined name points to."""
        return read_links(self.link_records, list(self.sheets))

    def formula(self, sheet: str, at: tuple[int, int]) -> str:
        """What the formula in a cell refers to; empty for none, and for one that is not known."""
        tokens = self.sheets[sheet].cells[at].tokens
        first = shared_with(tokens, BIFF8)
        return operands(self.sheets[sheet].shared.get(first, b"") if first else tokens, BIFF8, self.links[0], at)

    @cached_property
    def rich(self) -> Mapping[int, tuple[TextRun, ...]]:
        """The shared texts of which a piece is struck out or raised, by number."""
        if not self.texts or not any(map(any, self.fonts)):
            return {}
        try:
            return dict(strings_with_looks(self.texts, self.fonts))
        except (struct.error, ValueError):
            return {}

    def info(self, sheet: str, at: tuple[int, int]) -> CellInfo:
        """What is known of a cell."""
        cell = self.sheets[sheet].cells[at]
        font, number = self.looks[cell.xf] if cell.xf < len(self.looks) else (-1, -1)
        font -= font > NO_FONT
        struck = 0 <= font < len(self.fonts) and self.fonts[font][0]
        runs = () if cell.text is None else self.rich.get(cell.text, ())
        return CellInfo(
            has_formula=cell.is_formula,
            formula=self.formula(sheet, at) if cell.is_formula else "",
            error=bool(cell.error),
            shown=cell.error,
            number_format=self.formats.get(number) or built_in(number),
            gives_text=cell.gives_text,
            struck=struck,
            runs=tuple(run.in_cell(struck=struck) for run in runs),
        )


def _workbook(stream: bytes) -> _Workbook:
    places: list[tuple[str, int]] = []
    book = _Workbook()
    is_new = True
    before = 0
    for kind, at, length in _records(stream, 0):
        if kind == _BOF:
            is_new = struct.unpack_from("<H", stream, at)[0] >= _BIFF8
        elif kind == _BOUNDSHEET:
            name, _ = _short_text(stream, at + 6, is_new=is_new)
            places.append((name, struct.unpack_from("<L", stream, at)[0]))
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", stream, at)[0]
            text = _long_text(stream, at + 2) if is_new else _short_text(stream, at + 2, is_new=False)[0]
            book.formats[number] = text
        elif kind == _FONT and length >= 10:
            flags, raised = struct.unpack_from("<H4xH", stream, at + 2)
            book.fonts.append((bool(flags & _STRUCK), raised in (1, 2)))
        elif kind == _XF and length >= 4:
            font, number = struct.unpack_from("<2H", stream, at)
            book.looks.append((font, number))
        elif kind == _DATE_MODE and length >= 2:
            book.from_1904 = struct.unpack_from("<H", stream, at)[0] == 1
        elif kind == _SST or (kind == _CONTINUE and before == _SST):
            book.texts.append(stream[at : at + length])
            kind = _SST
        elif kind in RECORDS and is_new:
            book.link_records.append((kind, stream[at : at + length]))
        elif kind == _EOF:
            break
        before = kind
    book.sheets = {name: _sheet(stream, place) for name, place in places}
    return book


def _short_text(stream: bytes, at: int, *, is_new: bool) -> tuple[str, int]:
    count = stream[at]
    if not is_new:
        return stream[at + 1 : at + 1 + count].decode("cp874", "replace"), at + 1 + count
    return _characters(stream, at + 1, count)


def _long_text(stream: bytes, at: int) -> str:
    return _characters(stream, at + 2, struct.unpack_from("<H", stream, at)[0])[0]


def _characters(stream: bytes, at: int, count: int) -> tuple[str, int]:
    """Text after its flags: one byte a character, or two."""
    if stream[at] & 1:
        return stream[at + 1 : at + 1 + 2 * count].decode("utf-16-le", "replace"), at + 1 + 2 * count
    return stream[at + 1 : at + 1 + count].decode("latin-1"), at + 1 + count


def _sheet(stream: bytes, place: int) -> _Sheet:
    sheet = _Sheet()
    depth = 0
    for kind, at, length in _records(stream, place):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:  # deeper is a chart inside the sheet
            _read_record(sheet, stream, kind, at, length)
    return sheet


def _read_record(sheet: _Sheet, stream: bytes, kind: int, at: int, length: int) -> None:
    """What one record of a sheet adds."""
    if kind in (_NUMBER, _RK, _LABEL, _LABELSST, _FORMULA, _BOOLERR):
        _cell(sheet, stream, kind, at, length)
    elif kind in (_SHARED_FORMULA, _ARRAY):
        _shared(sheet, stream[at : at + length], 8 if kind == _SHARED_FORMULA else 12)
    elif kind == _MULRK:
        row, col = struct.unpack_from("<2H", stream, at)
        for number in range((length - 6) // 6):
            sheet.cells[row, col + number] = _Cell(struct.unpack_from("<H", stream, at + 4 + 6 * number)[0])
    elif kind == _MERGECELLS:
        for number in range(struct.unpack_from("<H", stream, at)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", stream, at + 2 + 8 * number)
            sheet.merged.append(Area(top + 1, left + 1, bottom + 1, right + 1))
    elif kind == _OBJ and length >= 8:
        sort, sheet.current = struct.unpack_from("<2H", stream, at + 4)
        sheet.drawings += sort in _DRAWN_OBJECTS
    elif kind == _TXO:
        sheet.texts[sheet.current] = _object_text(stream, at, length)
    elif kind == _NOTE and length >= 8:
        row, col, _, number = struct.unpack_from("<4H", stream, at)
        if sheet.texts.get(number, "").strip():
            sheet.notes.append((row, col, sheet.texts[number].strip()))


def _shared(sheet: _Sheet, content: bytes, start: int) -> None:
    """The tokens of a shared or an array formula: they stand behind the first cell that has it."""
    row, _, col, _, size = struct.unpack_from(f"<HHBB{start - 6}xH", content)
    tokens = content[start + 2 : start + 2 + size]
    sheet.shared[row, col] = tokens
    if sheet.cells:
        sheet.shared[next(reversed(sheet.cells))] = tokens


def _cell(sheet: _Sheet, stream: bytes, kind: int, at: int, length: int) -> None:
    row, col, xf = struct.unpack_from("<3H", stream, at)
    error, gives_text, tokens = "", False, b""
    if kind == _FORMULA:
        size = struct.unpack_from("<H", stream, at + 20)[0] if length >= 22 else 0
        tokens = stream[at + 22 : at + 22 + min(size, max(length - 22, 0))]
        result = stream[at + 6 : at + 14]  # [MS-XLS] 2.5.133: a number, or what else it gives
        if result[6:8] == b"\xff\xff":
            error = ERROR_TEXTS.get(result[2], "#ERROR!") if result[0] == 2 else ""
            gives_text = result[0] in (0, 3)
    elif kind == _BOOLERR and stream[at + 7] == 1:
        error = ERROR_TEXTS.get(stream[at + 6], "#ERROR!")
    text = struct.unpack_from("<L", stream, at + 6)[0] if kind == _LABELSST else None
    sheet.cells[row, col] = _Cell(xf, kind == _FORMULA, gives_text, error, text, tokens)


def _object_text(stream: bytes, at: int, length: int) -> str:
    """The text of a drawn object: it stands in the records that continue it ([MS-XLS] 2.4.329)."""
    left = struct.unpack_from("<H", stream, at + 10)[0]
    found = []
    for kind, place, size in _records(stream, at + length):
        if kind != _CONTINUE or left <= 0 or size < 2:
            break
        wide = stream[place] & 1
        count = min(left, (size - 1) // (2 if wide else 1))
        found.append(_characters(stream, place, count)[0])
        left -= count
    return "".join(found)
