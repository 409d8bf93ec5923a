"""A cheap look at single cells of a sheet's XML: type, style, formula, value as written."""

from collections.abc import Collection
from dataclasses import dataclass

from planbook.book.refs import cell_name, split_cell
from planbook.book.sheetscan import PART, local_name, new_parser, run
from planbook.book.xmlio import to_utf8
from planbook.book.xstring import unescape_text


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as its XML has it (ECMA-376 part 1, 18.3.1.4)."""

    ref: str
    type: str
    """``n`` (also when nothing is said), ``s``, ``str``, ``inlineStr``, ``b``, ``e`` or ``d``."""
    style: int
    """Index into ``cellXfs``; 0 when nothing is said."""
    value: str | None
    """The text of ``<v>`` as written; None when there is none, as in a formula that was never computed."""
    formula: str | None
    """The text of ``<f>``: empty for a cell that takes part in another's shared formula, None for no formula."""
    inline: str | None
    """The text of ``<is>``, runs joined, phonetic guides left out, escapes resolved."""


class _Reader:
    def __init__(self, wanted: Collection[str] | None) -> None:
        self.wanted = None if wanted is None else {split_cell(ref) for ref in wanted}
        self.rows = None if self.wanted is None else {row for row, _ in self.wanted}
        self.found: dict[str, RawCell] = {}
        self.parser = new_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.open: list[str] = []
        self.row = self.col = 0
        self.at: tuple[int, int] | None = None
        self.attributes: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.slot = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = local_name(name)
        parent = self.open[-1] if self.open else ""
        self.open.append(element)
        if element == "row" and parent == "sheetData":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.col = 0
        elif element == "c" and parent == "row":
            self.col = split_cell(attributes["r"])[1] if "r" in attributes else self.col + 1
            if self.wanted is None or (self.row, self.col) in self.wanted:
                self.at, self.attributes, self.texts = (self.row, self.col), attributes, {}
        elif self.at is not None:
            self.inside(element, parent)

    def inside(self, element: str, parent: str) -> None:
        if parent == "c" and element in ("v", "f", "is"):
            self.texts[element] = ""
        if (parent == "c" and element in ("v", "f")) or (element == "t" and "rPh" not in self.open):
            self.slot = "is" if element == "t" else element
            self.parser.CharacterDataHandler = self.text

    def text(self, text: str) -> None:
        self.texts[self.slot] = self.texts.get(self.slot, "") + text

    def end(self, _name: str) -> None:
        element = self.open.pop()
        if element in ("v", "f", "t"):
            self.parser.CharacterDataHandler = None
        elif element == "c" and self.at is not None:
            ref = cell_name(*self.at)
            inline = self.texts.get("is")
            self.found[ref] = RawCell(
                ref=ref,
                type=self.attributes.get("t", "n"),
                style=int(self.attributes.get("s", "0")),
                value=self.texts.get("v"),
                formula=self.texts.get("f"),
                inline=None if inline is None else unescape_text(inline),
            )
            self.at = None


def read_cells(xml: bytes, wanted: Collection[str] | None = None) -> dict[str, RawCell]:
    """The cells named in ``wanted`` (all when None) that stand in a sheet's XML, by reference, in file order.

    A cell written twice counts as its last. Raises ValueError for a wanted reference that is none, BookProblem
    ``xml-broken`` or ``xml-doctype``.
    """
    reader = _Reader(wanted)
    run(reader.parser, to_utf8(xml, PART))
    return reader.found


def merged_ranges(xml: bytes) -> list[str]:
    """The merged ranges of a sheet, ``["A1:C1", …]``, in file order. Raises BookProblem ``xml-broken``."""
    found: list[str] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "mergeCell":
            found.append(attributes["ref"])

    parser.StartElementHandler = start
    run(parser, to_utf8(xml, PART))
    return found
