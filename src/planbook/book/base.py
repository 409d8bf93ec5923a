"""The workbook that new sheets will go into: its formats and texts, by whose numbers they are written."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache, lru_cache
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.styles import Styles as StylesWriter
from xlsxwriter.workbook import Workbook as Xlsxwriter

from planbook.book.lines import text_element
from planbook.book.owned import with_ours
from planbook.book.package import Package, Workbook
from planbook.book.styles import EMPTY, StyleMap, StyleSheet, detach_theme
from planbook.book.write import Book


class Base:
    """The workbook that new sheets will go into: the formats and the texts that it has, and those that they add.

    ``data`` are its bytes; what the sheets bring again has been taken out. Raises BookProblem for what is no workbook.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.book = Workbook(Package.open(data))
        part, texts, theme = self.book.styles_part, self.book.target("sharedStrings"), self.book.target("theme")
        self.styles = StyleSheet(self.book.package.read(part) if part else EMPTY)
        self._theme = self.book.package.read(theme) if theme else None
        made = with_ours(self.book.package.read(texts) if texts else None, ())
        self._first = made.first if made else None
        self._texts: dict[str, int] = {}
        self.has_formulas = False
        self.frames: dict[Hashable, Sequence[str]] = {}
        """what stands around that which is a sheet's own, by the kind of sheet"""
        self.row_ends: dict[tuple[float, float | None], str] = {}
        """what stands in a row's start tag behind its number, by the usual height on its sheet and its own"""

    @property
    def can_share(self) -> bool:
        """Whether texts can be added to its list, and taken out again byte for byte."""
        return self._first is not None

    def text_number(self, text: str) -> int:
        """The number that a text, as a cell holds it, will have in its list. Only where it :attr:`can_share`."""
        return self._texts.setdefault(text, len(self._texts)) + (self._first or 0)

    @property
    def texts(self) -> list[bytes]:
        """The texts that came in by :meth:`text_number`, each as the inner XML of its entry in the list."""
        return [text_element(text).encode("utf-8") for text in self._texts]

    def format_numbers(self, properties: Mapping[str, Any], *, differential: bool) -> StyleMap:
        """Take in a format of xlsxwriter's: where it is among the cell formats behind the default one, or among the
        ``differential`` ones."""
        return self.styles.merge_from(_styles_of(tuple(properties.items()), differential, self._theme))


@lru_cache(maxsize=1024)
def _styles_of(properties: tuple[tuple[str, Any], ...], differential: bool, theme: bytes | None) -> StyleSheet:
    """A style sheet that has nothing but a format of xlsxwriter's, as it looks under ``theme``: to be read only."""
    scratch = Xlsxwriter(BytesIO(), {"in_memory": True})
    made = scratch.add_format(dict(properties))
    made._get_dxf_index() if differential else made._get_xf_index()
    scratch._prepare_format_properties()
    writer, out = StylesWriter(), StringIO()
    lists = (scratch.xf_formats, scratch.palette, scratch.font_count, scratch.num_formats, scratch.border_count)
    more = (scratch.fill_count, scratch.custom_colors, scratch.dxf_formats, False)
    writer._set_style_properties([*lists, *more])
    writer._set_xml_writer(out)
    writer._assemble_xml_file()
    return StyleSheet(detach_theme(out.getvalue().encode("utf-8"), _own_theme(), theme))


@cache
def _own_theme() -> bytes:
    package = Package.open(Book().finish())
    return package.read("xl/theme/theme1.xml")


class FittedLook(Format):  # type: ignore[misc]  # xlsxwriter has no type information
    """A format whose numbers are those of the base; it goes in when a cell first bears it."""

    def __init__(self, properties: Mapping[str, Any], base: Base) -> None:
        super().__init__(dict(properties), {}, {})
        self.xf_index: int | None = None
        self.dxf_index: int | None = None
        self._properties, self._base = properties, base

    def _get_xf_index(self) -> int:
        if self.xf_index is None:
            self.xf_index = self._base.format_numbers(self._properties, differential=False).xfs[-1]
        return self.xf_index

    def _get_dxf_index(self) -> int:
        if self.dxf_index is None:
            self.dxf_index = self._base.format_numbers(self._properties, differential=True).dxfs[-1]
        return self.dxf_index
