"""A Word document with slots such as ``{{name}}`` to be filled in, whoever wrote it and however Word has cut its texts.

A slot within a sentence becomes a text, in the look that the slot had; a slot that is a paragraph by itself may become
a table or several paragraphs. What is filled in carries a bookmark, by which it is found and linked to.
"""

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planbook.book.cells import printable
from planbook.errors import UsageProblem

if TYPE_CHECKING:  # the library is loaded by the one command that writes Word documents
    from docx.document import Document
    from docx.table import Table as DocxTable
    from docx.text.paragraph import Paragraph

_SLOT = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MARK = re.compile(r"\W+", re.ASCII)
_LONGEST_MARK = 30
"""Word takes bookmarks of 40 characters."""
_FIRST_MARK = 1000
"""Bookmarks are numbered from here, so that they are not mixed up with those of a template."""
FONT, SIZE, SMALL = "TH SarabunPSK", 16, 14
"""The font of Thai official letters, its size in points, and that of tables."""


@dataclass(frozen=True)
class WordRun:
    """What stands in a slot: a text, what its bookmark is named after (empty: none), and the number of the source that
    it is linked to (0: none)."""

    text: str
    mark: str = ""
    source: int = 0


@dataclass(frozen=True)
class WordTable:
    """A table in the place of a slot: rows of texts, the first a heading, and the shares of its columns."""

    rows: tuple[tuple[WordRun, ...], ...]
    shares: tuple[int, ...]
    strong: int = 0
    """so many rows at the end are sums"""


WordBlock = WordTable | Sequence[WordRun]
"""What stands in the place of a paragraph: a table, or a paragraph a text."""


@dataclass
class WordFile:
    """A Word document that is being filled in. ``unknown`` are the slots that nothing was given for."""

    document: "Document"
    unknown: list[str] = field(default_factory=list)
    _marks: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes | None, name: str = "") -> "WordFile":
        """A document from its bytes; None for an empty one. Raises UsageProblem ``memo-template`` for any other file,
        whose ``name`` it says."""
        from docx import Document as open_document

        try:
            return cls(open_document(io.BytesIO(data) if data is not None else None))
        except Exception as error:
            # a package that is none, one of another kind, broken XML, a missing part: the library has a class for each
            raise UsageProblem("memo-template", file=name) from error

    def fill(self, text_of: Callable[[str], WordRun | None], block_of: Callable[[str], WordBlock | None]) -> None:
        """Fill in every slot of text, tables, heads and feet; each function gives None for a name it does not know."""
        for paragraph in list(self._paragraphs()):
            only = _SLOT.fullmatch(paragraph.text.strip())
            block = block_of(only[1]) if only else None
            if block is None:
                self._fill(paragraph, text_of)
            elif isinstance(block, WordTable):
                paragraph._p.addnext(self._table(block)._tbl)
                _drop(paragraph._p)
            else:
                self._lines(paragraph, block)

    def to_bytes(self) -> bytes:
        """The document's bytes: the same for the same document, whenever it is written."""
        made, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
            for name in parts.namelist():
                out.writestr(zipfile.ZipInfo(name, _EPOCH), parts.read(name), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()

    def _paragraphs(self) -> Iterator["Paragraph"]:
        yield from self.document.paragraphs
        yield from _inside(self.document.tables)
        for section in self.document.sections:
            for part in (section.header, section.footer):
                if not part.is_linked_to_previous:
                    yield from part.paragraphs
                    yield from _inside(part.tables)

    def _fill(self, paragraph: "Paragraph", text_of: Callable[[str], WordRun | None]) -> None:
        found = list(_SLOT.finditer("".join(run.text for run in paragraph.runs)))
        # values are asked for in reading order, so that sources are numbered in it; they are put in from behind
        values = [text_of(match[1]) for match in found]
        for match, value in reversed(list(zip(found, values, strict=True))):
            if value is None:
                self.unknown.append(match[1])
            else:
                self._put(paragraph, match.start(), match.end(), value)

    def _put(self, paragraph: "Paragraph", start: int, end: int, value: WordRun) -> None:
        """Replace a stretch of a paragraph's text, which may lie in several runs, by a run of the first one's look."""
        from docx.text.run import Run

        at, touched = 0, []
        for run in paragraph.runs:
            length = len(run.text)
            if at < end and at + length > start:
                touched.append((run, max(0, start - at), min(length, end - at)))
            at += length
        first, begin, _ = touched[0]
        last, _, finish = touched[-1]
        before, after = first.text[:begin], last.text[finish:]
        filled, rest = Run(copy.deepcopy(first._r), paragraph), Run(copy.deepcopy(last._r), paragraph)
        filled.text, rest.text = printable(value.text), after
        first._r.addnext(rest._r)
        first._r.addnext(filled._r)
        for run, *_ in touched[1:]:
            _drop(run._r)
        first.text = before
        self._mark(filled, value)

    def _mark(self, run: Any, value: WordRun) -> None:
        """Hang a bookmark around a run, and its source's number behind it."""
        element = run._r
        if value.mark:
            name = _MARK.sub("_", value.mark)[:_LONGEST_MARK]
            count = self._marks[name] = self._marks.get(name, 0) + 1
            number = _FIRST_MARK + sum(self._marks.values())
            start = _element("w:bookmarkStart", id=str(number), name=name if count == 1 else f"{name}_{count}")
            element.addprevious(start)
            element.addnext(_element("w:bookmarkEnd", id=str(number)))
        if value.source:
            link = _element("w:hyperlink", anchor=f"source_{value.source}")
            number_run = copy.deepcopy(element)
            for child in list(number_run):
                if not child.tag.endswith("}rPr"):
                    number_run.remove(child)
            properties = number_run.get_or_add_rPr()
            properties.append(_element("w:vertAlign", val="superscript"))
            number_run.text = f"[{value.source}]"
            link.append(number_run)
            (element.getnext() if value.mark else element).addnext(link)

    def _lines(self, paragraph: "Paragraph", texts: Sequence[WordRun]) -> None:
        """Paragraphs in the look of one, in its place."""
        from docx.text.paragraph import Paragraph

        for value in texts:
            new = Paragraph(copy.deepcopy(paragraph._p), paragraph._parent)
            for run in new.runs[1:]:
                _drop(run._r)
            new.runs[0].text = printable(value.text)
            paragraph._p.addprevious(new._p)
            self._mark(new.runs[0], value)
        _drop(paragraph._p)

    def _table(self, block: WordTable) -> "DocxTable":
        from docx.shared import Emu, Pt

        section = self.document.sections[-1]
        page = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        table: DocxTable = self.document.add_table(len(block.rows), len(block.shares))
        table.autofit = False
        widths = [Emu(page * share // sum(block.shares)) for share in block.shares]
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = wide
        lines = _element("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            lines.append(_element(f"w:{side}", val="single", sz="4", space="0", color="808080"))
        table._tbl.tblPr.append(lines)
        repeated = table.rows[0]._tr.get_or_add_trPr()
        repeated.append(_element("w:tblHeader"))
        for number, row in enumerate(block.rows):
            bold = number == 0 or number >= len(block.rows) - block.strong
            table.rows[number]._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for place, value in enumerate(row):
                cell = table.cell(number, place)
                cell.width = widths[place]
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(printable(value.text))
                style(run, SMALL, bold=bold)
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.paragraph_format.line_spacing = 1
                self._mark(run, value)
        return table


def _drop(element: Any) -> None:
    """Take an element out of the document."""
    element.getparent().remove(element)


def _inside(tables: "Sequence[DocxTable]") -> Iterator["Paragraph"]:
    """The paragraphs of tables, and of tables in them; a merged cell once."""
    seen: set[object] = set()
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from cell.paragraphs
                    yield from _inside(cell.tables)


def style(run: Any, size: int, *, bold: bool = False) -> None:
    """Give a run the font of Thai letters: Word has a font, a size and a weight of its own for Thai."""
    properties = run._r.get_or_add_rPr()
    for element in font_elements(size, bold=bold):
        properties.append(element)


def font_elements(size: int, *, bold: bool = False) -> Iterator[Any]:
    """What says so in the document's XML, in the order that it asks for."""
    yield _element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    if bold:
        yield _element("w:b")
        yield _element("w:bCs")
    yield _element("w:sz", val=str(2 * size))
    yield _element("w:szCs", val=str(2 * size))


def _element(tag: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
