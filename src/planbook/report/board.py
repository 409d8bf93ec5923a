"""The board: one web page that holds everything it needs and asks for nothing else, to be mailed or kept.

Its data is compact (:class:`BoardData`): every text stands once, and of a finding only the words that its kind's
sentence leaves open. The page's script draws it; its policy lets no other script run and nothing be loaded.
"""

from collections.abc import Mapping
from html import escape
from typing import Literal

from planbook.domain import Severity
from planbook.domain.data import Data
from planbook.layout.marks import STATES
from planbook.report.console import STEPS, settled_line
from planbook.report.webpage import page_policy, web_page
from planbook.report.work import Answer, AnswerState, Work
from planbook.words import TextCode, pieces, text

ANSWERS: dict[AnswerState, TextCode] = {
    AnswerState.MET: "report.met",
    AnswerState.MISSED: "report.missed",
    AnswerState.SAID: "report.said",
    AnswerState.NIL: "report.nil",
    AnswerState.NOT_STARTED: "report.not-started",
    AnswerState.REJECTED: "report.rejected",
    AnswerState.WAITING: "report.waiting",
}
_WORDS: tuple[TextCode, ...] = (
    "report.regions-own", "report.to-do", "report.initiative", "report.activities", "report.met-missed-open",
    "report.verdicts", "report.answers", "report.answered-of", "report.not-asked", "report.target", "report.all",
    "report.see-findings", "report.found", "report.show-more", "report.rules-failed", "report.rows-failed",
    "report.failed-at", "report.no-map", "report.no-first", "report.offices-sheet", "report.rows", "report.rules",
    "report.earlier", "sheet.of-quarter", "sheet.office", "sheet.status", "sheet.file", "sheet.result",
    "severity.error", "severity.warning", "severity.info",
)  # fmt: skip
"""What the page's script says, by the last part of each code."""
_SEVERITIES = list(Severity)
_STATES, _STEPS = list(STATES), list(STEPS)
_ASKED_NOTHING = "."


class BoardData(Data):
    """What the board's page holds, as rows of plain values so that it stays small.

    Numbers in place of texts are places in ``texts``, whose first is empty; numbers in place of an office, a file, a
    kind or an activity are places in the list of that name. -1 stands for no office and no file.
    """

    format: Literal["planbook-board/1"] = "planbook-board/1"
    plan: str
    year: int
    quarter: int
    quarters: tuple[int, ...]
    words: dict[str, str]
    states_order: tuple[str, ...]
    steps: tuple[str, ...]
    answer_states: tuple[str, ...]
    texts: tuple[str, ...]
    offices: tuple[tuple[str, str], ...]
    """code and name"""
    states: tuple[tuple[int, int, int, int, int, int, int, int, tuple[int, ...]], ...]
    """office, quarter, place in ``states_order``, answered, asked, errors, warnings, place in ``steps``, files"""
    activities: tuple[tuple[str, str, str], ...]
    """key, title and unit"""
    progress: tuple[tuple[int, str, str, str, int, int, int, int, int, int], ...]
    """quarter, sheet, initiative, title, activities, met, missed, open, answered, asked"""
    map: dict[str, tuple[tuple[int, str, tuple[tuple[int, int], ...]], ...]]
    """quarter → office, a letter an activity (``a`` is the first of ``answer_states``, ``.`` not asked), and of each
    that is asked the texts of its figure and its target"""
    files: tuple[tuple[int, str], ...]
    """text of its name, and the address it has as seen from the page, or an empty text"""
    kinds: tuple[tuple[str, int, str, tuple[str, ...], tuple[str, ...]], ...]
    """code, severity (0 error, 1 warning, 2 for information), topic, the pieces of message and of hint"""
    findings: tuple[tuple[int, int, int, int, int, int, tuple[int, ...], tuple[int, ...]], ...]
    """kind, office, quarter (0 for none), text of the activity's key, file, text of sheet and cell, and the texts that
    stand between the pieces of message and hint"""
    first: tuple[
        tuple[
            int,
            tuple[int, int],
            int,
            tuple[int, int],
            tuple[int, int],
            tuple[tuple[str, int, int, str], ...],
            tuple[tuple[int, int, int], ...],
        ],
        ...,
    ]
    """quarter; offices passed and in all; offices that sent theirs before; rows; rules; of each rule that failed its
    code, offices, rows and words; of each row that failed its activity, and offices that failed and that were asked"""


class _Texts:
    """Texts, each once, and where it stands."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {"": 0}

    def __call__(self, said: str) -> int:
        return self.places.setdefault(said, len(self.places))


def board_data(work: Work, language: str, links: Mapping[str, str], *, in_desk: bool = False) -> BoardData:
    """The data of the board in a language; ``links`` are the addresses of files as seen from the page. ``in_desk`` says
    how things are mended in the desk's page, not by commands."""
    texts = _Texts()
    codes = [*dict.fromkeys([*work.names, *(office.office for office in work.offices), *filter(None, work.owners)])]
    offices = {code: number for number, code in enumerate(codes)}
    names = dict.fromkeys([*(f for o in work.offices for f in o.files), *(f.file for f in work.findings if f.file)])
    files = {name: number for number, name in enumerate(names)}
    activities = {activity.key: number for number, activity in enumerate(work.activities)}
    kinds: dict[str, tuple[str, int, str, tuple[str, ...], tuple[str, ...]]] = {}
    places: dict[str, int] = {}
    findings = []
    for finding, owner in zip(work.findings, work.owners, strict=True):
        said = (finding.message, finding.page_hint if in_desk else finding.hint)
        message, hint = (pieces(part.code, language, part.args) for part in said)
        if finding.code not in kinds:
            places[finding.code] = len(kinds)
            severity = _SEVERITIES.index(work.severity(finding))
            kinds[finding.code] = (finding.code, severity, finding.topic, message.fixed, hint.fixed)
        findings.append(
            (
                places[finding.code],
                offices[owner] if owner else -1,
                finding.quarter or 0,
                texts(finding.key),
                files[finding.file] if finding.file else -1,
                texts("!".join(filter(None, (finding.sheet, finding.cell)))),
                tuple(map(texts, message.filled)),
                tuple(map(texts, hint.filled)),
            )
        )
    states = tuple(
        (
            offices[each.office],
            each.quarter,
            _STATES.index(each.state),
            each.answered,
            each.asked,
            each.errors,
            each.warnings,
            _STEPS.index(each.step),
            tuple(files[file] for file in each.files),
        )
        for each in work.offices
    )
    shown = {str(quarter): _map(work, quarter, offices, activities, texts) for quarter in work.quarters}
    listed = tuple((texts(name), links.get(name, "")) for name in names)
    words = {code.split(".", 1)[1]: text(code, language) for code in _WORDS}
    words |= {state.value: mark.said(language) for state, mark in STATES.items()}
    words |= {step.value: text(code, language) for step, code in STEPS.items()}
    words |= {state.value: text(code, language) for state, code in ANSWERS.items()}
    return BoardData(
        plan=work.plan,
        year=work.year,
        quarter=work.quarter,
        quarters=work.quarters,
        words=words,
        states_order=tuple(state.value for state in _STATES),
        steps=tuple(step.value for step in _STEPS),
        answer_states=tuple(state.value for state in AnswerState),
        offices=tuple((code, work.names.get(code, code)) for code in codes),
        states=states,
        activities=tuple((each.key, each.title, each.unit) for each in work.activities),
        progress=tuple(
            (
                line.quarter,
                line.strategy,
                line.initiative,
                line.title,
                line.activities,
                line.met,
                line.missed,
                line.open,
                line.answered,
                line.asked,
            )
            for line in work.progress
        ),
        map=shown,
        files=listed,
        kinds=tuple(kinds.values()),
        findings=tuple(findings),
        first=tuple(
            (
                first.quarter,
                (first.offices_passed, first.offices),
                first.earlier,
                (first.rows_passed, first.rows),
                (first.rules_passed, first.rules),
                tuple(
                    (each.code, len(each.offices), each.rows, _sentence(work, each.code, language))
                    for each in first.stumbles
                ),
                tuple((activities[row.key], row.failed, row.asked) for row in first.hard if row.key in activities),
            )
            for first in work.first_pass
        ),
        texts=tuple(texts.places),
    )


def _map(
    work: Work, quarter: int, offices: Mapping[str, int], activities: Mapping[str, int], texts: _Texts
) -> tuple[tuple[int, str, tuple[tuple[int, int], ...]], ...]:
    """The map of a quarter: a line an office that was asked anything."""
    by_office: dict[str, dict[int, Answer]] = {}
    for answer in work.answers:
        if answer.quarter == quarter:
            by_office.setdefault(answer.office, {})[activities[answer.key]] = answer
    letters = {state: chr(ord("a") + number) for number, state in enumerate(AnswerState)}
    lines = []
    for office, answers in sorted(by_office.items(), key=lambda item: offices[item[0]]):
        states = "".join(letters[answers[at].state] if at in answers else _ASKED_NOTHING for at in activities.values())
        shown = tuple((texts(answers[at].shown), texts(answers[at].target)) for at in sorted(answers))
        lines.append((offices[office], states, shown))
    return tuple(lines)


def _sentence(work: Work, code: str, language: str) -> str:
    """What a kind of finding says, by the first of its kind."""
    return next((finding.message.text(language) for finding in work.findings if finding.code == code), code)


# The page


def board(work: Work, language: str, links: Mapping[str, str], *, in_desk: bool = False) -> bytes:
    """The board as a page of HTML; ``links`` and ``in_desk`` as of :func:`board_data`."""
    data = board_data(work, language, links, in_desk=in_desk).model_dump_json()
    title = f"{text('report.board', language)} · {work.region or work.plan}"
    about = text("report.about", language, year=work.year, quarter=work.quarter or "-", files=work.files)
    said = {name: escape(text(code, language)) for name, code in _PAGE_WORDS.items()}
    conserved = text(
        "cli.conservation",
        language,
        mark="✓" if work.conservation.balanced else "✗",
        changed=work.conservation.changed,
        accepted=work.conservation.accepted,
        rejected=work.conservation.rejected,
        reported=work.conservation.reported,
    )
    filled = {
        **said,
        "language": language,
        "page_title": escape(title),
        "plan_title": escape(work.title.replace("\n", " ")),
        "about": escape(about),
        "conserved": escape(" · ".join((conserved, *settled_line(work, language)))),
    }
    return web_page("board", filled, data)


def policy() -> str:
    """What the page may load and run (Content Security Policy): its own script and style, and nothing else."""
    return page_policy("board")


_PAGE_WORDS: dict[str, TextCode] = {
    "skip": "report.skip",
    "no_script": "report.no-script",
    "parts": "report.parts",
    "quarter": "sheet.quarter",
    "offices": "report.offices-sheet",
    "progress": "report.progress",
    "map": "report.map",
    "map_help": "report.map-help",
    "findings": "report.findings",
    "first": "report.first-sheet",
    "first_note": "report.first-note",
    "office": "sheet.office",
    "severity": "sheet.severity",
    "kind": "report.kind",
    "search": "report.search",
}
