"""Why a figure is what it is, as lines of text: the figure, the reckoning, the target, each office with its cell."""

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from planbook.domain import Fact, Master, Result, is_number, is_percent, plain_text, unit_of
from planbook.domain.explanation import CellExplanation, Explanation, Meaning, Part, PartState, Piece, Shows
from planbook.domain.number import Number, cell_text
from planbook.domain.plan import WHOLE_YEAR, Key
from planbook.domain.plugins import rule_label
from planbook.domain.quantity import with_unit
from planbook.domain.rollup import Over
from planbook.domain.text import one_line
from planbook.domain.units import PERCENT
from planbook.domain.year import Year, over_quarters
from planbook.layout.marks import VERDICTS
from planbook.words import Sentence, TextCode, text

# ✓ and ✗ say everywhere else whether a target is met, so they say nothing else here
_MARKS = {
    PartState.COUNTED: "·",
    PartState.KEPT: "*",
    PartState.NOTHING: "–",
    PartState.NOT_STARTED: "○",
    PartState.UNUSED: "!",
    PartState.MISSING: "○",
}
_WORDS: dict[PartState, TextCode] = {
    PartState.NOTHING: "explain.nothing",
    PartState.NOT_STARTED: "explain.not-started",
    PartState.UNUSED: "explain.unused",
    PartState.MISSING: "explain.missing",
}


def offices_behind(result: Result) -> Sentence:
    """How many offices stand behind a figure, of how many that were due; where none was, how many answered unasked."""
    if result.is_unasked:
        return Sentence("explain.behind-unasked", {"count": len(result.contributors)})
    return Sentence("explain.behind", {"reported": result.offices_reported, "expected": result.offices_expected})


def cell_lines(master: Master, explained: CellExplanation, language: str) -> Iterator[str]:
    """What a cell shows and what it is made of, as lines in a language."""
    place = f"{explained.sheet}!{explained.cell}"
    yield text("explain.cell", language, cell=place, shown=explained.shown or text("explain.nothing-there", language))
    yield f"  {_what(master, explained.meaning, language)}"
    if not explained.agrees:
        unit = explained.figure.result.unit if explained.figure and explained.figure.result else ""
        yield f"  ! {text('explain.cell-differs', language, value=_plain(explained.value, unit, language))}"
    figure = explained.figure
    if figure is not None and explained.meaning.shows is Shows.OFFICE:
        mine = [part for part in figure.parts if part.office == explained.meaning.office]
        for part in mine:
            yield f"    {_MARKS[part.state]} {'  '.join(part_pieces(figure, part, language))}"
        if mine:
            return
    elif figure is not None:
        yield from (f"  {line}" for line in explanation_lines(figure, language))
        return
    if explained.rule is not None:
        yield f"  {text('explain.rule', language, rule=rule_label(explained.rule, language))}"
    if explained.over and (over := _over(master, explained.meaning.key)) is not None:
        yield f"  {text('explain.year-over', language, over=over.said(language))}"
    if is_number(explained.value) and explained.meaning.shows in (Shows.RESULT, Shows.OFFICE):
        yield f"  {text('explain.exact', language, exact=_exact(explained.value))}"
    if explained.meaning.shows in (Shows.BUDGET, Shows.SPENT) and is_number(explained.value):
        written = " + ".join(_exact(piece.value) for piece in explained.pieces if is_number(piece.value))
        yield f"  {text('explain.reckoning', language, written=written, exact=_exact(explained.value))}"
    for piece in explained.pieces:
        yield f"    {'  '.join(_piece(piece, language))}"


def _over(master: Master, key: Key) -> Over | None:
    return over_quarters(master.activities[key], master.decisions[key])


def _what(master: Master, meaning: Meaning, language: str) -> str:
    """What a cell shows, in one sentence."""
    office = master.offices.by_code.get(meaning.office)
    period = (
        text("sheet.whole-year", language)
        if meaning.quarter == WHOLE_YEAR
        else text("sheet.of-quarter", language, quarter=meaning.quarter)
    )
    activity = master.activities.get(meaning.key)
    title = " ".join(f"{meaning.key} {activity.title if activity else ''}".split())
    counts = meaning.shows is Shows.COUNT and meaning.verdict is None
    return text(
        "explain.shows-counts" if counts else cast(TextCode, f"explain.shows-{meaning.shows.value}"),
        language,
        activity=title,
        office=office.name if office else meaning.office or text("sheet.region", language),
        period=period,
        verdict=VERDICTS[meaning.verdict].said(language) if meaning.verdict else "",
        title=meaning.title or text("sheet.whole", language),
    )


def _piece(piece: Piece, language: str) -> Iterator[str]:
    """A piece of a number: its name, what it gives, where it stands."""
    yield f"{VERDICTS[piece.verdict].sign} {piece.name}" if piece.verdict else piece.name
    if piece.value is not None:
        yield _plain(piece.value, piece.unit, language)
    if piece.place:
        yield piece.place


def explanation_lines(explained: Explanation, language: str) -> Iterator[str]:
    """An explanation as lines in a language."""
    result = explained.result
    figure = one_line(result.display) if result and result.display else text("explain.no-figure", language)
    yield text("explain.heading", language, key=explained.key, quarter=explained.quarter, figure=figure)
    yield f"  {text('explain.activity', language, title=' '.join(explained.title.split()))}"
    if result is None:
        yield f"  {text('explain.not-asked', language)}"
        return
    yield f"  {text('explain.rule', language, rule=rule_label(result.rule, language))}"
    if is_number(result.value):
        exact = _figure(result.value, result.unit)
        if explained.written:
            yield f"  {text('explain.reckoning', language, written=explained.written, exact=exact)}"
        shown = one_line(result.shown.figure)
        if shown.replace(",", "") != exact:
            yield f"  {text('explain.printed', language, shown=shown, exact=exact)}"
    yield f"  {offices_behind(result).text(language)}"
    if explained.target is not None:
        yield f"  {text('explain.target', language, target=' '.join(explained.target.raw.split()))}"
    yield f"  {verdict(explained, language)}"
    if explained.parts:
        yield f"  {text('explain.offices', language)}:"
    for part in explained.parts:
        yield f"    {_MARKS[part.state]} {'  '.join(part_pieces(explained, part, language))}"
    names = {part.office: part.name for part in explained.parts}
    if explained.changes:
        yield f"  {text('explain.changes', language)}:"
    for change in explained.changes:
        said = text(
            "explain.change",
            language,
            office=names.get(change.office, change.office),
            old=_plain(change.old, change.unit, language),
            new=_plain(change.new, change.unit, language),
            cause=change.cause,
        )
        yield f"    {said.strip(': ')}"


def year_lines(master: Master, year: Year, language: str) -> Iterator[str]:
    """What an activity came to in the year so far, as lines in a language: the figure, how quarters make it, and each
    office's own year."""
    figure = year.display or text("explain.no-figure", language)
    yield text("explain.year", language, key=year.key, figure=figure)
    if year.over is None or not year.offices:
        return
    rule = rule_label(master.decisions[year.key].rule, language)
    yield f"  {text('explain.rule', language, rule=rule)}"
    yield f"  {text('explain.year-over', language, over=year.over.said(language))}"
    if year.value is not None:
        yield f"  {text('explain.exact', language, exact=_figure(year.value, year.unit))}"
    yield f"  {text('explain.behind', language, reported=year.reported, expected=year.expected)}"
    yield f"  {text('explain.offices', language)}:"
    unit = unit_of(master.decisions[year.key].kind, master.decisions[year.key].unit)
    for code, value in year.offices.items():
        yield f"    {master.offices.name_of(code)}  {_figure(value, unit)}"


def verdict(explained: Explanation, language: str) -> str:
    """Whether the target is met, and why, in one sentence."""
    result, bound = explained.result, explained.bound
    if result is None or not is_number(result.value) or bound is None:
        return text("explain.not-compared", language)
    if result.met is None:
        count = sum(part.due and part.state in (PartState.MISSING, PartState.NOT_STARTED) for part in explained.parts)
        return text("explain.open", language, count=count) if count else text("explain.not-compared", language)
    if result.offices_met is not None:
        short = ", ".join(part.name for part in explained.parts if part.met is False)
        if result.met:
            return text("explain.each-met", language)
        return text("explain.each-not-met", language, names=short)
    values = {"exact": _exact(result.value), "sign": bound.comparator.value, "bound": plain_text(bound.value)}
    return text("explain.met" if result.met else "explain.not-met", language, **values)


def part_pieces(explained: Explanation, part: Part, language: str) -> Iterator[str]:
    """What an office has to do with a figure, in pieces: its name, its value, what it typed, and in which cell."""
    yield part.name
    fact = part.fact
    if part.value is not None:
        unit = explained.result.unit if explained.result and not (fact and fact.unit) else fact.unit if fact else ""
        yield _plain(part.value, unit, language)
    if part.state is PartState.KEPT and fact:
        yield text("explain.kept", language, quarter=fact.quarter)
    elif part.state in _WORDS:
        yield text(_WORDS[part.state], language)
    if part.met is False and explained.result and explained.result.offices_met is not None:
        yield text("explain.below", language)
    if not part.due and part.state is not PartState.MISSING:
        yield f"({text('explain.not-due', language)})"
    if fact is None:
        return
    if fact.numerator is not None and fact.denominator is not None:
        parts = {"numerator": plain_text(fact.numerator), "denominator": plain_text(fact.denominator)}
        yield text("explain.parts", language, **parts)
    elif fact.raw and fact.raw != part.value:
        yield text("explain.typed", language, raw=one_line(fact.raw))
    yield _place(fact)
    if fact.remark:
        yield text("explain.remark", language, remark=one_line(fact.remark))


def _place(fact: Fact) -> str:
    """File, sheet and cell of a report."""
    cell = "!".join(filter(None, (fact.sheet, fact.cell)))
    return " › ".join(filter(None, (fact.file, cell)))


def _figure(value: Number, unit: str) -> str:
    """All digits of a number, with its unit."""
    digits, fraction = _digits(value)
    return with_unit(digits, PERCENT if is_percent(unit) else unit) + fraction


def _exact(value: Number) -> str:
    """All digits of a number."""
    return "".join(_digits(value))


def _digits(value: Number) -> tuple[str, str]:
    """All digits of a number; of one that no decimal can hold the first ones, and the fraction behind them."""
    if isinstance(value, Decimal):
        return plain_text(value), ""
    return f"{cell_text(value)}…", f" ({value})"


def _plain(value: Number | str | None, unit: str, language: str) -> str:
    if value is None:
        return text("explain.nothing-there", language)
    return _figure(value, unit) if is_number(value) else one_line(value)
