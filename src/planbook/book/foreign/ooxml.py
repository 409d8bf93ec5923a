"""What an Office Open XML package says beside its cells, be these written as XML or as binary records: notes, drawings,
document properties."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from planbook.book.foreign.metadata import CellMetadata, CellNote, TextRun
from planbook.book.package import Package
from planbook.book.safety import Checked
from planbook.book.xmlio import children, local, parse, unescape_text
from planbook.errors import BookProblem

LARGEST_TREE = 5_000_000
"""Bytes of a part that is made into a tree; beyond it the part says nothing."""
UNREADABLE = (BookProblem, KeyError, ValueError)
"""What reading a damaged part raises: it says nothing then."""

_OFF = ("0", "false", "off")
_DRAWN = frozenset({"pic", "sp", "graphicFrame", "cxnSp", "grpSp"})

_LOCAL_AS_UTC = ("LibreOffice", "OpenOffice", "Collabora")
"""Programs that write the local time and call it UTC (measured with LibreOffice 7.4)."""


def is_struck(font: etree._Element) -> bool:
    """Whether a font, or the properties of a run, are struck out (ECMA-376 part 1, 18.4.10)."""
    return any(each.get("val", "1") not in _OFF for each in children(font, "strike"))


def text_runs(text: etree._Element) -> tuple[TextRun, ...]:
    """The runs of a rich text of which one is struck out or raised; empty for a text without such a run."""
    runs = []
    for run in children(text, "r"):
        said = "".join(str(t.text or "") for t in children(run, "t"))
        fonts = list(children(run, "rPr"))
        raised = any(
            each.get("val") in ("superscript", "subscript") for f in fonts for each in children(f, "vertAlign")
        )
        runs.append(TextRun(unescape_text(said), any(map(is_struck, fonts)), raised, bool(fonts)))
    return tuple(runs) if any(run.struck or run.raised for run in runs) else ()


class PackageMetadata(CellMetadata):
    """The parts around a workbook's cells."""

    def __init__(self, checked: Checked) -> None:
        assert checked.package is not None  # kinds of zip
        self.package: Package = checked.package
        self.macros = any(name.lower().endswith("vbaproject.bin") for name in self.package.names)

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """The sheets' parts by the sheets' names."""
        return {}

    def root(self, part: str | None) -> etree._Element | None:
        """The tree of a part; None where there is none, or it is damaged or too large."""
        name = self.package.find(part) if part else None
        try:
            data = self.package.read(name) if name else b""
            return parse(data, name) if name and len(data) <= LARGEST_TREE else None
        except UNREADABLE:
            return None

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a sheet's part leads to by relationships of a kind."""
        try:
            return [rel.part for rel in self.package.rels(part) if rel.kind == kind and rel.part] if part else []
        except UNREADABLE:
            return []

    def notes(self) -> list[CellNote]:
        """Notes and threaded comments; one that is both is told once."""
        found: dict[tuple[str, str], CellNote] = {}
        for sheet, part in self.parts.items():
            for kind in ("threadedComment", "comments"):
                for name in self.related(part, kind):
                    for note in self.notes_in(name, sheet):
                        found.setdefault((note.sheet, note.cell), note)
        return list(found.values())

    def drawings(self, sheet: str) -> int:
        """How many pictures, text boxes and charts lie on a sheet."""
        parts = self.related(self.parts.get(sheet, ""), "drawing")
        roots = [root for part in parts if (root := self.root(part)) is not None]
        return sum(any(local(thing) in _DRAWN for thing in anchor) for root in roots for anchor in root)

    def properties(self) -> list[str]:
        """The texts of the custom document properties."""
        root = self.root("docProps/custom.xml")
        return [] if root is None else ["".join(map(str, prop.itertext())).strip() for prop in root]

    def modified(self) -> str:
        """When the file says it was last saved (ISO 8601), or empty; without a zone where it is local time."""
        written = self._said("docProps/core.xml", "modified")
        is_local = self._said("docProps/app.xml", "Application").startswith(_LOCAL_AS_UTC)
        return written.removesuffix("Z") if is_local else written

    def _said(self, part: str, name: str) -> str:
        """The text of a property in one of the package's own parts, or empty."""
        root = self.root(part)
        found = () if root is None else (element for element in root if local(element) == name)
        return next((str(element.text or "").strip() for element in found), "")

    def notes_in(self, part: str, sheet: str) -> Iterator[CellNote]:
        """The notes in one part."""
        root = self.root(part)
        for element in () if root is None else root.iter():
            if local(element) not in ("comment", "threadedComment"):
                continue
            texts = [str(inner.text) for inner in element.iter() if local(inner) in ("t", "text") and inner.text]
            text, ref = " ".join(texts).strip(), element.get("ref")
            if text and ref:
                yield CellNote(sheet, ref, text)
