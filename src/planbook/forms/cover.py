"""The cover: whose form this is, how to fill it in, how far it is, who signs, and what is still open."""

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from planbook.book.looks import set_page
from planbook.book.write import add_band, add_link, add_text
from planbook.domain import Progress
from planbook.forms.checks import shown_by
from planbook.forms.fill import add_page_texts, heading, period_of, progress_formula, progress_text
from planbook.forms.looks import LINE_POINTS, FormStyles, FormTable, cut_to_line, lines_in, points
from planbook.layout.copies import SHEET_COPY
from planbook.layout.form import COLUMN, PROGRESS_LABELS, SHEET_FILL, SHEET_PLAN_TEXTS
from planbook.layout.words import Saying, Tone, Words, texts_in
from planbook.words import filled_in

_WIDTHS = (2, 20, 60, 18, 18, 27)
_LOGO_ROOM = (420, 64)
"""Pixels across and down that a logo may take."""
_LEFT, _MIDDLE, _OFFICE, _TARGET, _CHECK = range(1, 6)


MAX_BYTES = 1_000_000
"""A logo stands in every form that is mailed: more than this is a mistake."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_SCREEN = 96.0
"""Dots an inch of a screen."""


@dataclass(frozen=True)
class Logo:
    """A PNG or JPEG picture, and its size on the screen in pixels."""

    data: bytes = field(repr=False)
    suffix: str
    width: float
    height: float

    def scale(self, width: float, height: float) -> float:
        """The factor, the same both ways, by which the picture fits into so many pixels."""
        return min(width / self.width, height / self.height)


def read_logo(data: bytes) -> Logo | None:
    """The picture of a file, or None where it is no PNG or JPEG, is damaged, or is larger than :data:`MAX_BYTES`."""
    if len(data) > MAX_BYTES or not data.startswith((_PNG, _JPEG)):
        return None
    try:
        image = Image(BytesIO(data))
    except (XlsxWriterException, struct.error):  # the latter where a file is cut off
        return None
    width, height = image.width * _SCREEN / image.x_dpi, image.height * _SCREEN / image.y_dpi
    return Logo(data, ".png" if image.image_type == "PNG" else ".jpg", width, height)


class CoverSheet:
    """The writer of one cover, from the top down; ``row`` is the next free row, counted from 0."""

    def __init__(self, sheet: Any, table: FormTable, styles: FormStyles, words: Words, language: str) -> None:
        self.sheet, self.table, self.styles, self.words, self.language = sheet, table, styles, words, language
        self.spec = table.spec
        self.fill = SHEET_FILL[language]
        self.row = 0

    def write(self, logo: Logo | None = None, password: str = "") -> None:
        """Write the whole sheet, with a ``logo`` where there is one, protected with ``password``."""
        for index, units in enumerate(_WIDTHS):
            hidden = index == _OFFICE and not self.table.has_offices
            self.sheet.set_column(index, index, units, None, {"hidden": hidden})
        if logo:
            self._logo(logo)
        self._banner()
        self._about()
        self._progress()
        self._steps()
        self._legend()
        self._sign()
        self._open_items()
        self._page()
        self.sheet.protect(password, {"format_columns": True, "format_rows": True})

    def _line(self, height: float) -> int:
        row, self.row = self.row, self.row + 1
        self.sheet.set_row(row, height)
        return row

    def _section(self, text: str, note: str = "") -> None:
        self._line(9)
        row = self._line(25)
        add_band(self.sheet, row, _LEFT, _MIDDLE, text, self.styles("section"))
        add_band(self.sheet, row, _OFFICE, _CHECK, note, self.styles("section_note"))

    def _logo(self, logo: Logo) -> None:
        scale = logo.scale(*_LOGO_ROOM)
        options = {
            "image_data": BytesIO(logo.data),
            "x_scale": scale,
            "y_scale": scale,
            "y_offset": 4,
            "description": self.spec.region or self.words.region,
        }
        self.sheet.insert_image(self._line(56), _LEFT, f"logo{logo.suffix}", options)

    def _banner(self) -> None:
        spec, words = self.spec, self.words
        add_band(self.sheet, self._line(42), _LEFT, _CHECK, heading(spec, words), self.styles("banner"))
        text = "   ·   ".join(bit for bit in (spec.office_name, period_of(spec, words)) if bit)
        add_band(self.sheet, self._line(28), _LEFT, _CHECK, text, self.styles("banner_small"))
        self._line(8)

    def _about(self) -> None:
        spec, words = self.spec, self.words
        room = self._room(_MIDDLE)
        for label, text, style in (
            (words.office, f"{spec.office_name} ({spec.office})", "value_bold"),
            (words.plan, spec.plan_title, "value"),
            (words.region, spec.region, "value"),
            (words.fixed.due, spec.due_date or words.due_unknown, "value_bold"),
            (words.contact, spec.contact or words.contact_unknown, "value"),
        ):
            if text:
                size = 16 if style == "value_bold" else 14
                row = self._line(points(lines_in(text, room * 14 / size), size))
                add_text(self.sheet, row, _LEFT, label, self.styles("label"))
                add_band(self.sheet, row, _MIDDLE, _CHECK, text, self.styles(style))

    def _progress(self) -> None:
        words, due = self.words, self.table.due
        self._line(6)
        row = self._line(36)
        if not due:
            add_band(self.sheet, row, _LEFT, _CHECK, words.list_none, self.styles("quiet"))
            return
        area = self.table.check_area()
        big, attention = self.styles("big"), self.styles("attention")
        add_band(self.sheet, row, _LEFT, _MIDDLE, "", big)
        formula = progress_formula(area, due, words, self.language, sheet=self.fill)
        self.sheet.write_formula(row, _LEFT, formula, big, progress_text(self.table.done, due, words))
        said, where = texts_in(self.language, Tone.FINE, Tone.QUIET, Tone.OPEN), f"'{self.fill}'!{area}"
        fine = "".join(f'-COUNTIF({where},"{text}")' for text in said)
        count = f"{len(self.table.rows)}{fine}"
        add_band(self.sheet, row, _OFFICE, _CHECK, "", attention)
        text = f'=IF({count}>0,"{words.attention_before}"&({count})&"{words.attention_after}","{words.attention_none}")'
        doubtful = self.table.doubtful
        shown = f"{words.attention_before}{doubtful}{words.attention_after}" if doubtful else words.attention_none
        self.sheet.write_formula(row, _OFFICE, text, attention, shown)
        rule = {"type": "formula", "criteria": f"=({count})>0", "format": self.styles.condition("error")}
        self.sheet.conditional_format(row, _OFFICE, row, _CHECK, rule)

    def _steps(self) -> None:
        words = self.words
        self._section(words.how, filled_in(words.plan_texts_hint, self.language, sheet=SHEET_PLAN_TEXTS[self.language]))
        fill_in = {
            "sheet": self.fill,
            "list": SHEET_COPY[self.language],
            "quarter": self.spec.quarter,
            "nothing": PROGRESS_LABELS[Progress.NOTHING][self.language],
            "check": COLUMN["check"].caption(self.language),
        }
        first = words.copy_step if self.spec.questions else words.correction_step
        steps = (first, *words.steps[1:]) if self.spec.correction else words.steps
        for number, step in enumerate(steps, 1):
            text = step.format_map(fill_in)
            row = self._line(points(lines_in(text, self._room(_MIDDLE))))
            add_text(self.sheet, row, _LEFT, str(number), self.styles("step"))
            add_band(self.sheet, row, _MIDDLE, _CHECK, text, self.styles("value"))

    def _legend(self) -> None:
        self._section(self.words.colours)
        for name, text in self.words.legend:
            row = self._line(LINE_POINTS + 1)
            add_text(self.sheet, row, _LEFT, "", self.styles(f"swatch_{name}"))
            add_band(self.sheet, row, _MIDDLE, _CHECK, text, self.styles("swatch_text"))

    def _sign(self) -> None:
        words = self.words
        self._section(words.sign)
        for label in (words.sign_name, words.sign_position, words.sign_date):
            row = self._line(26)
            add_text(self.sheet, row, _LEFT, label, self.styles("label_middle"))
            self.sheet.write_blank(row, _MIDDLE, None, self.styles("sign"))

    def _open_items(self) -> None:
        words, table = self.words, self.table
        due = [(row, line) for row, line in table.rows if line.due]
        if not due:
            return
        self._section(filled_in(words.list_title, self.language, count=len(due)), words.list_hint)
        head = self._line(24)
        self.sheet.repeat_rows(head)
        for index, text in enumerate(words.list_heads, _LEFT):
            add_text(self.sheet, head, index, text, self.styles("head"))
        link, text_style, centre, check = (self.styles(name) for name in ("link", "text", "centre", "check_line"))
        first = self.row
        for row, line in due:
            title = cut_to_line(line.title, _WIDTHS[_MIDDLE])
            target = line.targets.get(self.spec.quarter, "")
            sizes = ((line.key, _LEFT), (title, _MIDDLE), (target, _TARGET), (line.office_name, _OFFICE))
            used = sizes if table.has_offices else sizes[:3]
            here = self._line(points(max(lines_in(text, _WIDTHS[index]) for text, index in used)))
            add_text(self.sheet, here, _LEFT, line.key, text_style)
            address = f"internal:'{self.fill}'!{table.input_cell(row, line)}"
            add_link(self.sheet, here, _MIDDLE, address, title or line.key, link)
            add_text(self.sheet, here, _OFFICE, line.office_name, text_style)
            add_text(self.sheet, here, _TARGET, target, centre)
            self.sheet.write_formula(
                here, _CHECK, f"='{self.fill}'!{table.cell(row, 'check')}", check, shown_by(table.checks[row])
            )
        self._colour(first, self.row - 1)

    def _colour(self, first: int, last: int) -> None:
        fine = texts_in(self.language, Tone.FINE, Tone.OPEN)
        cell = f"$F{first + 1}"
        for formula, style in (
            (f'{cell}="{Saying.OK.text(self.language)}"', "ok"),
            ("NOT(OR(" + ",".join(f'{cell}="{text}"' for text in fine) + "))", "error"),
        ):
            rule = {"type": "formula", "criteria": f"={formula}", "format": self.styles.condition(style)}
            self.sheet.conditional_format(first, _CHECK, last, _CHECK, rule)

    def _room(self, first: int) -> float:
        return float(sum(_WIDTHS[first:])) - (0 if self.table.has_offices else _WIDTHS[_OFFICE])

    def _page(self) -> None:
        sheet, spec = self.sheet, self.spec
        sheet.hide_gridlines(2)
        sheet.set_zoom(100)
        sheet.ignore_errors({"number_stored_as_text": f"A1:F{self.row}"})
        set_page(sheet, portrait=True, margins={"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6})
        sheet.print_area(0, _LEFT, self.row - 1, _CHECK)
        add_page_texts(sheet, spec.office_name, period_of(spec, self.words), self.words.page)
