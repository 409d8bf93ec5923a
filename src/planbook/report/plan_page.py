"""The plan in a browser: one page drawn like the region's sheets, where every figure opens its explanation.

The sheets are HTML as they stand, so that they are seen, searched and printed without a script. What a figure opens is
what ``planbook explain`` says of it, line for line; in the page's data each piece of text stands once.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from planbook.book.cells import Place
from planbook.book.drawn import Drawing, DrawnCell, DrawnSheet, Look, Sides
from planbook.domain import Key, Master, width
from planbook.domain.explanation import Explanation
from planbook.domain.text import one_line
from planbook.report.explained import explanation_lines
from planbook.report.webpage import web_page
from planbook.words import Sentence, TextCode, text

_SEAMS = re.compile(r"(?<=  )(?! )|(?<= › )")
"""Where a line is cut into pieces that come back in other lines: an office, a file, a cell."""
_CHARACTER = 0.42
"""How wide a character is, on the average, as a part of its font's size."""
_SMALLEST = 8
"""Pixels below which nothing is shrunk."""
_MARGIN = 6
"""Pixels of a cell's inner margins, left and right."""
_VERDICTS: dict[bool | None, TextCode] = {True: "report.met", False: "report.missed", None: "publish.open"}
_CLASSES = {True: "met", False: "missed", None: "open"}
_PAGE_WORDS: dict[str, TextCode] = {
    "skip": "report.skip",
    "no_script": "publish.no-script",
    "parts": "report.parts",
    "figures_title": "publish.figures",
    "help": "publish.help",
    "close": "publish.close",
    "in_plan": "publish.in-plan",
}

_Button = Callable[..., str]
"""Makes the button of a figure by its number, of what it shows, and a note on its cell where there is one."""


@dataclass(frozen=True)
class ExplainedFigure:
    """A figure of the page: which one it is, what is printed of it, and the lines of its explanation."""

    key: Key
    quarter: int
    title: str
    shown: str
    met: bool | None
    lines: tuple[str, ...]


def plan_page(
    master: Master,
    drawing: Drawing,
    explained: Sequence[Explanation],
    places: Mapping[Place, tuple[Key, int]],
    language: str,
    edited: Mapping[Place, Sentence],
) -> bytes:
    """The page as HTML. ``places`` are the cells that show a figure, by its activity and quarter; ``edited`` says of
    cells that they are not as the last merge left them."""
    figures = [_figure(each, language) for each in explained]
    numbers = {(figure.key, figure.quarter): at for at, figure in enumerate(figures)}
    opens = {place: numbers[named] for place, named in places.items() if named in numbers}
    style = _Style(drawing.looks)

    notes = {place: said.text(language) for place, said in edited.items()}

    def button(at: int, shown: str, note: str = "") -> str:
        return _button(figures[at], at, shown, note, language)

    sheets = [_sheet(sheet, style, opens, notes, button) for sheet in drawing.sheets]
    names = [sheet.name for sheet in drawing.sheets]
    tabs = "".join(
        f'<a href="#sheet-{number}">{escape(name)}</a>'
        for number, name in enumerate([*names, text("publish.figures", language)])
    )
    latest = max((figure.quarter for figure in figures), default=None) or "-"
    title = f"{text('publish.title', language)} · {master.settings.region or master.settings.plan_id}"
    filled = {
        **{name: escape(text(code, language)) for name, code in _PAGE_WORDS.items()},
        "language": language,
        "page_title": escape(title),
        "plan_title": escape(one_line(master.plan.title)),
        "about": escape(text("publish.about", language, year=master.year, quarters=latest, count=len(figures))),
        "tabs": tabs,
        "sheets": "".join(
            f'<section class="sheet" id="sheet-{number}" aria-label="{escape(name)}">{sheet}</section>'
            for number, (name, sheet) in enumerate(zip(names, sheets, strict=True))
        ),
        "list_id": f"sheet-{len(sheets)}",
        "list": _list(figures, button, language),
    }
    return web_page("plan_page", filled, _data(figures, opens, names), style.css())


def _figure(explained: Explanation, language: str) -> ExplainedFigure:
    result = explained.result
    return ExplainedFigure(
        key=explained.key,
        quarter=explained.quarter,
        title=one_line(explained.title),
        shown=one_line(result.display) if result else "",
        met=result.met if result else None,
        lines=tuple(explanation_lines(explained, language)),
    )


def _data(figures: Iterable[ExplainedFigure], opens: Mapping[Place, int], names: Sequence[str]) -> str:
    """The explanations as JSON: ``texts``, and of each figure its lines as places in them; and where figures stand."""
    texts: dict[str, int] = {}
    lines = [
        [[texts.setdefault(piece, len(texts)) for piece in _SEAMS.split(line)] for line in figure.lines]
        for figure in figures
    ]
    sheets = {name: number for number, name in enumerate(names)}
    first: dict[int, int] = {}
    for (sheet, _), at in opens.items():
        if sheet in sheets:
            first.setdefault(at, sheets[sheet])
    homes = [first.get(at, -1) for at in range(len(lines))]
    return json.dumps({"texts": list(texts), "figures": lines, "homes": homes}, ensure_ascii=False)


def _button(figure: ExplainedFigure, at: int, shown: str, note: str, language: str) -> str:
    """What opens a figure's explanation, and a note on its cell; where nothing is printed, its name says what it
    opens."""
    label = text("publish.opens", language, key=figure.key, quarter=figure.quarter, shown=one_line(shown))
    said = f"{label} · {text(_VERDICTS[figure.met], language)}" if figure.shown else label
    noted = f' data-note="{escape(note)}"' if note else ""
    return (
        f'<button type="button" class="{_CLASSES[figure.met]}" data-figure="{at}"{noted} aria-label="{escape(said)}">'
        f"{escape(shown)}</button>"
    )


def _list(figures: Sequence[ExplainedFigure], button: _Button, language: str) -> str:
    """All figures as a table, an activity a row: for small screens, and for figures that no cell shows."""
    quarters = sorted({figure.quarter for figure in figures})
    by_key: dict[Key, dict[int, int]] = {}
    for at, figure in enumerate(figures):
        by_key.setdefault(figure.key, {})[figure.quarter] = at
    heads = "".join(
        f'<th scope="col">{escape(text("sheet.of-quarter", language, quarter=quarter))}</th>' for quarter in quarters
    )
    rows = []
    for key, own in by_key.items():
        title = figures[next(iter(own.values()))].title
        cells = "".join(
            f"<td>{button(own[quarter], figures[own[quarter]].shown or '–') if quarter in own else ''}</td>"
            for quarter in quarters
        )
        rows.append(f'<tr><th scope="row"><b>{escape(key)}</b> {escape(title)}</th>{cells}</tr>')
    head = f'<thead><tr><th scope="col">{escape(text("publish.activity", language))}</th>{heads}</tr></thead>'
    return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"


# The sheets


class _Style:
    """The classes that the sheets use, each defined once: looks, lines, widths, heights, sizes of shrunk texts."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self.looks = looks
        self._used: dict[str, str] = {}

    def look(self, number: int) -> str:
        """The class of a look."""
        return self._class(f"l{number}", self.looks[number].css)

    def lines(self, lines: Sides) -> Iterator[str]:
        """The classes of the lines around a cell."""
        for side, line in zip(Sides._fields, lines, strict=True):
            if line:
                short = re.sub(r"\W+", "", line.replace("solid", ""))
                yield self._class(f"{side[0]}{short}", f"border-{side}:{line};")

    def pixels(self, name: str, prefix: str, pixels: float) -> str:
        """The class of a length."""
        return self._class(f"{prefix}{str(pixels).replace('.', '-')}", f"{name}:{pixels:g}px;")

    def _class(self, name: str, css: str) -> str:
        self._used[name] = css
        return name

    def css(self) -> str:
        """What all of them say."""
        return "".join(f".sheet .{name}{{{css}}}" for name, css in sorted(self._used.items()) if css)


def _sheet(
    sheet: DrawnSheet, style: _Style, opens: Mapping[Place, int], notes: Mapping[Place, str], button: _Button
) -> str:
    columns = "".join(f'<col class="{style.pixels("width", "w", width)}">' for width in sheet.widths)
    rows = []
    for row, height in zip(sheet.rows, sheet.heights, strict=True):
        cells = "".join(
            _cell(cell, style, opens.get((sheet.name, cell.name)), notes.get((sheet.name, cell.name), ""), button)
            for cell in row
        )
        rows.append(f'<tr class="{style.pixels("height", "h", height)}">{cells}</tr>')
    whole = style.pixels("width", "w", sum(sheet.widths))
    return f'<table class="plan {whole}"><colgroup>{columns}</colgroup><tbody>{"".join(rows)}</tbody></table>'


def _cell(cell: DrawnCell, style: _Style, figure: int | None, note: str, button: _Button) -> str:
    look = style.looks[cell.look]
    classes = [style.look(cell.look), *style.lines(cell.lines)]
    if cell.is_number and not look.align:
        classes.append("number")
    shown = cell.text
    if look.upright:
        classes.append("upright")
    elif look.wraps:
        classes.append("wraps")
    elif cell.crowded or figure is not None:
        classes.append("clipped")
    if look.shrinks and not look.wraps and shown:
        needed, room = width(shown) * look.size * _CHARACTER, cell.width - _MARGIN
        if needed > room:
            size = max(_SMALLEST, round(look.size * room / needed, 1))
            classes.append(style.pixels("font-size", "s", size))
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    inside = escape(shown) if figure is None else button(figure, shown, note)
    if note:
        classes.append("edited")
        spans += f' title="{escape(note)}"'
    inside = f"<span>{inside}</span>" if look.upright else inside
    return f'<td class="{" ".join(classes)}"{spans}>{inside}</td>'
