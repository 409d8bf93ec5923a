"""The memo to management: what a quarter came to, on a page or two of a Word document, each figure with its source.

The region may edit the letter: a template is any Word document with slots, such as ``{{year}}`` or ``{{8/1/03/03.2}}``
for a figure of the plan, which the words ``memo.slot-…`` name in every language. Every figure carries a bookmark and
the number of its source; the sources are told by activities, offices and cells of the plan.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from planbook.domain import Key, Master, OfficeStatus, ReturnState
from planbook.domain.beside import AgainstTarget, Spent
from planbook.domain.explanation import Explanation, Part
from planbook.domain.text import one_line
from planbook.domain.year import Verdict, verdict_of
from planbook.errors import UsageProblem
from planbook.layout.marks import VERDICTS
from planbook.report.explained import offices_behind
from planbook.report.wordfile import SIZE, WordBlock, WordFile, WordRun, WordTable, font_elements, style
from planbook.words import TextCode, languages, text

_T = TypeVar("_T")

_TITLE_SIZE = 29
_REMARKS = 2
"""So many remarks are told of an activity, of offices that missed their own target; of the others their number."""
_VERDICTS = (Verdict.MET, Verdict.MISSED, Verdict.OPEN)
_HEAD: tuple[TextCode, ...] = ("memo.from", "memo.number", "memo.subject", "memo.to")
_BODY: tuple[TextCode, ...] = (
    "memo.opening", "memo.head-results", "memo.results", "memo.block-strategies", "memo.head-offices", "memo.offices",
    "memo.block-offices", "memo.head-measures", "memo.block-measures", "memo.closing",
)  # fmt: skip
_ANNEXES: tuple[TextCode, ...] = ("memo.head-missed", "memo.block-missed", "memo.head-sources", "memo.block-sources")
_HEADS = frozenset(
    {"memo.head-results", "memo.head-offices", "memo.head-measures", "memo.head-missed", "memo.head-sources"}
)
_MEASURES = frozenset({"memo.head-measures", "memo.block-measures"})
"""What only a plan has of which measures or budgets are reported."""
_OWING: dict[ReturnState, TextCode] = {ReturnState.PARTIAL: "memo.partial", ReturnState.MISSING: "memo.missing"}
_BLOCKS = frozenset(
    {
        "memo.block-strategies",
        "memo.block-missed",
        "memo.block-offices",
        "memo.block-measures",
        "memo.block-sources",
    }
)


@dataclass(frozen=True)
class MemoQuarter:
    """What a memo tells of: every figure of the ``quarter`` explained, in plan order, the offices' states, and the
    measures and budgets that are reported ``beside`` the activities, with what was ``spent`` in all (None where nobody
    is asked for it), until that quarter."""

    master: Master
    quarter: int
    explained: tuple[Explanation, ...]
    offices: tuple[OfficeStatus, ...]
    figure: Callable[[Key, int], Explanation]
    """explains any other figure; raises UsageProblem for one that the plan does not have"""
    beside: tuple[AgainstTarget, ...] = ()
    spent: Spent | None = None


def memo(subject: MemoQuarter, language: str, template: bytes | None = None, name: str = "") -> bytes:
    """The memo as a Word document; ``template`` is the region's own, called ``name``.

    Raises UsageProblem ``memo-template`` for a template that is no Word document, ``memo-slots`` for slots that mean
    nothing.
    """
    blank = blank_memo(language, measures=bool(subject.beside)) if template is None else b""
    word = WordFile.open(template if template is not None else blank, name)
    writer = _Memo(subject, language)
    word.fill(writer.text_of, writer.block_of)
    if word.unknown:
        known = ", ".join(f"{{{{{text(code, language).strip('{}')}}}}}" for code in writer.known)
        slots = ", ".join(f"{{{{{slot}}}}}" for slot in sorted(set(word.unknown)))
        raise UsageProblem("memo-slots", slots=slots, known=known)
    return word.to_bytes()


def blank_memo(language: str, *, measures: bool = True) -> bytes:
    """The letter with its slots, to be edited and given back as a template; without those for ``measures`` where none
    are reported."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.shared import Cm, Pt

    word = WordFile.open(None)
    document = word.document
    for element in font_elements(SIZE):
        document.styles["Normal"].element.get_or_add_rPr().append(element)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)

    def line(code: TextCode, *, bold: bool = False, indent: float = 0, size: int = SIZE) -> None:
        paragraph = document.add_paragraph()
        style(paragraph.add_run(text(code, language)), size, bold=bold)
        paragraph.paragraph_format.space_before = Pt(6 if bold else 0)
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.paragraph_format.line_spacing = 1
        paragraph.paragraph_format.first_line_indent = Cm(indent)
        if code in ("memo.title", "memo.sign"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = bold

    line("memo.title", bold=True, size=_TITLE_SIZE)
    for code in _HEAD:
        line(code)
    for code in _BODY if measures else (each for each in _BODY if each not in _MEASURES):
        plain = code in _HEADS or code in _BLOCKS
        line(code, bold=code in _HEADS, indent=0 if plain else 2.5)
    for _ in range(2):
        document.add_paragraph()
    line("memo.sign")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for code in _ANNEXES:
        line(code, bold=code in _HEADS)
    return word.to_bytes()


@dataclass(frozen=True)
class _Source:
    """Where a figure of the memo comes from."""

    shown: str
    place: str


@dataclass
class _Memo:
    """What stands in each slot of a memo; sources are numbered as they are asked for."""

    subject: MemoQuarter
    language: str
    sources: list[_Source] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    @property
    def known(self) -> tuple[TextCode, ...]:
        """The slots that have a name, for people who mistyped one."""
        return (*self._texts, *self._blocks)

    def say(self, code: TextCode, **args: object) -> str:
        """A sentence in the memo's language."""
        return text(code, self.language, **args)

    def text_of(self, slot: str) -> WordRun | None:
        """What stands in a slot within a sentence; None for one that means nothing."""
        make = _of_slot(slot, self._texts)
        return make() if make else self._figure(slot)

    def block_of(self, slot: str) -> WordBlock | None:
        """What stands in the place of a paragraph; None for a slot that is none."""
        make = _of_slot("{{" + slot + "}}", self._blocks)
        return make() if make else None

    @cached_property
    def _texts(self) -> dict[TextCode, Callable[[], WordRun]]:
        master, quarter = self.subject.master, self.subject.quarter
        offices, count = self._offices, self._count
        return {
            "memo.slot-region": lambda: WordRun(master.settings.region or master.settings.plan_id),
            "memo.slot-plan": lambda: WordRun(one_line(master.plan.title)),
            "memo.slot-year": lambda: WordRun(str(master.year)),
            "memo.slot-quarter": lambda: WordRun(str(quarter)),
            "memo.slot-activities": partial(count, "memo.slot-activities", _VERDICTS),
            "memo.slot-met": partial(count, "memo.slot-met", (Verdict.MET,)),
            "memo.slot-missed": partial(count, "memo.slot-missed", (Verdict.MISSED,)),
            "memo.slot-open": partial(count, "memo.slot-open", (Verdict.OPEN,)),
            "memo.slot-offices": partial(offices, "memo.slot-offices", None),
            "memo.slot-complete": partial(offices, "memo.slot-complete", ReturnState.COMPLETE),
            "memo.slot-partial": partial(offices, "memo.slot-partial", ReturnState.PARTIAL),
            "memo.slot-missing": partial(offices, "memo.slot-missing", ReturnState.MISSING),
        }

    @cached_property
    def _blocks(self) -> dict[TextCode, Callable[[], WordBlock]]:
        return {
            "memo.block-strategies": self._strategies,
            "memo.block-missed": self._missed,
            "memo.block-offices": self._states,
            "memo.block-measures": self._measures,
            "memo.block-sources": self._listed,
        }

    # Figures and their sources

    def _sourced(self, name: str, shown: str, place: str) -> WordRun:
        """A text with its source, which has one number however often it is asked for."""
        if name not in self._numbers:
            self.sources.append(_Source(shown, place))
            self._numbers[name] = len(self.sources)
        return WordRun(shown, name, self._numbers[name])

    def _figure(self, slot: str) -> WordRun | None:
        """A figure of the plan: ``8/1/03/03.2`` of the memo's quarter, ``8/1/03/03.2:2`` of another."""
        key, _, other = slot.partition(":")
        if key not in self.subject.master.activities or (other and other not in ("1", "2", "3", "4")):
            return None
        quarter = int(other or self.subject.quarter)
        explained = self.subject.figure(key, quarter)
        return self._sourced(f"figure_{key}_q{quarter}", self._shown(explained), self._place(explained))

    def _shown(self, explained: Explanation) -> str:
        result = explained.result
        return one_line(result.display) if result and result.display else self.say("explain.no-figure")

    def _place(self, explained: Explanation) -> str:
        """Activity, cell of the plan, and how many offices stand behind a figure."""
        result = explained.result
        where = self.say("memo.figure", key=explained.key, quarter=explained.quarter, cell=self._cell(explained))
        if result is None:
            return where
        return f"{where} · {offices_behind(result).text(self.language)}"

    def _cell(self, explained: Explanation) -> str:
        activity = self.subject.master.activities[explained.key]
        return "!".join(filter(None, (activity.sheet, activity.result_cells.get(explained.quarter))))

    def _of(self, verdicts: Sequence[Verdict]) -> Iterator[Explanation]:
        """The activities of the plan's tables that stand so; measures and budgets are none, as on the first page."""
        kept = {*self.subject.master.asked_in_tables}
        yield from (each for each in self.subject.explained if each.key in kept and verdict_of(each.result) in verdicts)

    def _count(self, name: str, verdicts: Sequence[Verdict]) -> WordRun:
        """How many activities stand so, with their numbers as the source, by strategy."""
        by_sheet: dict[str, list[Key]] = {}
        for each in self._of(verdicts):
            by_sheet.setdefault(self.subject.master.activities[each.key].sheet, []).append(each.key)
        place = " · ".join(f"{sheet} ({len(keys)}): {', '.join(keys)}" for sheet, keys in by_sheet.items())
        return self._sourced(name, f"{sum(map(len, by_sheet.values())):,}", place or "–")

    def _in_state(self, state: ReturnState | None) -> list[OfficeStatus]:
        asked = [each for each in self.subject.offices if each.state is not ReturnState.NOTHING_DUE]
        return [each for each in asked if state in (None, each.state)]

    def _offices(self, name: str, state: ReturnState | None) -> WordRun:
        found = self._in_state(state)
        return self._sourced(name, f"{len(found):,}", ", ".join(each.name for each in found) or "–")

    # Tables

    def _heads(self, *codes: TextCode) -> tuple[WordRun, ...]:
        return tuple(WordRun(self.say(code)) for code in codes)

    def _strategies(self) -> WordBlock:
        rows = [self._heads("memo.strategy", "memo.activities", "report.met", "report.missed", "memo.open")]
        sums = [0, 0, 0]
        for strategy in self.subject.master.plan.strategies:
            mine = [each for each in self._of(_VERDICTS) if self._sheet(each) == strategy.sheet]
            if not mine:
                continue
            counts = [sum(verdict_of(each.result) is verdict for each in mine) for verdict in _VERDICTS]
            sums = [before + count for before, count in zip(sums, counts, strict=True)]
            title = " ".join(f"{strategy.sheet} {strategy.title}".split())
            rows.append((WordRun(title), *self._numbers_of(strategy.sheet, counts)))
        rows.append((WordRun(self.say("memo.all")), *self._numbers_of("all", sums)))
        return WordTable(tuple(rows), (7, 3, 3, 3, 3), strong=1)

    def _numbers_of(self, name: str, counts: Sequence[int]) -> Iterator[WordRun]:
        yield WordRun(f"{sum(counts):,}", f"activities_{name}")
        for verdict, count in zip(_VERDICTS, counts, strict=True):
            yield WordRun(f"{count:,}", f"{verdict.value}_{name}")

    def _sheet(self, explained: Explanation) -> str:
        return self.subject.master.activities[explained.key].sheet

    def _missed(self) -> WordBlock:
        heads = self._heads("memo.key", "memo.activity", "report.target", "memo.result", "memo.cell", "memo.remarks")
        rows = [
            (
                WordRun(each.key),
                WordRun(one_line(each.title)),
                WordRun(one_line(each.target.raw) if each.target else "–"),
                WordRun(self._shown(each), f"figure_{each.key}_q{each.quarter}"),
                WordRun(self._cell(each)),
                WordRun(self._remarks(each.parts)),
            )
            for each in self._of((Verdict.MISSED,))
        ]
        return WordTable((heads, *rows), (4, 8, 4, 4, 4, 8)) if rows else (WordRun(self.say("memo.none-missed")),)

    def _remarks(self, parts: Sequence[Part]) -> str:
        """What the offices say that missed their own target, or the only one that reported."""
        facts = [(part.name, part.fact.remark) for part in parts if part.fact and part.met is not True]
        said = [f"{name}: {' '.join(remark.split())}" for name, remark in facts if remark]
        more = [self.say("memo.more-remarks", count=len(said) - _REMARKS)] if len(said) > _REMARKS else []
        return "; ".join([*said[:_REMARKS], *more]) or "–"

    def _states(self) -> WordBlock:
        lines = []
        for state, code in _OWING.items():
            if names := ", ".join(each.name for each in self._in_state(state)):
                lines.append(WordRun(self.say(code, names=names)))
        return tuple(lines) or (WordRun(self.say("memo.all-complete")),)

    def _measures(self) -> WordBlock:
        """Measures and budgets against what the plan wants of the whole year, and the budgets spent in all."""
        heads = self._heads("sheet.measure", "sheet.year-goal", "sheet.result-so-far", "sheet.sign", "memo.cell")
        rows: list[tuple[WordRun, ...]] = [
            (
                WordRun(f"{each.key}  {each.title}"),
                WordRun(each.target or "–"),
                WordRun(each.shown or self.say("explain.no-figure"), f"figure_{each.key}_year"),
                WordRun(self._verdict(each.verdict)),
                WordRun("!".join(filter(None, (each.sheet, each.cell)))),
            )
            for each in self.subject.beside
        ]
        if not rows:
            return (WordRun(self.say("memo.none-measures")),)
        if spent := self.subject.spent:
            shown, behind = spent.shown or self.say("explain.no-figure"), spent.behind(self.language)
            said = (self.say("sheet.spent-all"), spent.goal, shown, self._verdict(spent.verdict), behind)
            rows.append((WordRun(said[0]), WordRun(said[1]), WordRun(said[2], "spent_all"), *map(WordRun, said[3:])))
        return WordTable((heads, *rows), (9, 4, 4, 4, 4), strong=1 if spent else 0)

    def _verdict(self, verdict: Verdict) -> str:
        mark = VERDICTS[verdict]
        return f"{mark.sign} {mark.said(self.language)}"

    def _listed(self) -> WordBlock:
        rows = [
            (WordRun(f"[{number}]", f"source_{number}"), WordRun(source.shown), WordRun(source.place))
            for number, source in enumerate(self.sources, start=1)
        ]
        return WordTable((self._heads("memo.number-head", "memo.shown", "memo.source"), *rows), (2, 3, 14))


def _of_slot(slot: str, made: Mapping[TextCode, Callable[[], _T]]) -> Callable[[], _T] | None:
    """What makes the content of a slot, which is named in any language; None where there is no such slot."""
    return next((make for code, make in made.items() if slot in {text(code, each) for each in languages()}), None)
