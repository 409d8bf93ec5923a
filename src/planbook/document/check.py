"""What a plan document must be before a workbook can be made of it.

Its missing parts are made (:func:`completed`, :func:`blank_plan`); rules that a schema cannot state are checked, each
problem under its path (:func:`check`); and the finished workbook, read back, must be the same plan
(:func:`require_same`).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from planbook.document.convert import placed_activities, plan_document
from planbook.document.model import FORMAT, ActivityData, InitiativeData, PlanDocument, StrategyData, SummaryData
from planbook.document.rows import is_numbered
from planbook.document.text import DocumentProblem
from planbook.domain import Plan, digits, join_key
from planbook.domain.plugins import rule_labels
from planbook.layout import original as layout
from planbook.layout.original import DOTS, INITIATIVE_PREFIX
from planbook.layout.own_tables import sheet_text
from planbook.rules import RuleProblem, parse_rule
from planbook.words import Sentence

SPARE_ROWS = 40
"""Empty rows of a new plan's table, ruled and ready to be typed into."""


def completed(document: PlanDocument) -> PlanDocument:
    """The document with its summary and title made where they are None; an empty summary stays empty."""
    summary = document.summary
    if summary is None:
        summary = tuple(map(_summary_line, document.strategies))
    title = document.title
    if title is None:
        title = sheet_text("plan.summary-title", plan=_plan_title(document.region, document.year))
        if not summary:
            title = next((strategy.title for strategy in document.strategies), "")
    return document.model_copy(update={"summary": summary, "title": title})


def _summary_line(strategy: StrategyData) -> SummaryData:
    perspective = layout.perspective(strategy.title)
    numbers = [initiative.number for initiative in strategy.initiatives]
    span = "-".join(dict.fromkeys([numbers[0], numbers[-1]])) if numbers else ""
    return SummaryData(
        perspective=sheet_text("plan.perspective", name=perspective) if perspective else "",
        strategy=strategy.sheet,
        initiatives=f"{INITIATIVE_PREFIX} {span}" if numbers else "",
    )


def _plan_title(region: str, year: int | None) -> str:
    owner = f"{region} " if region else ""
    return sheet_text("plan.title", owner=owner, year=year or DOTS)


def blank_plan(year: int | None = None, region: str = "", strategies: int = 1) -> PlanDocument:
    """An empty plan of ``strategies`` sheets, each with one initiative still to be named.

    ``year`` is of the Buddhist era; None leaves dots in its place. ``region`` is the short name in the titles, such
    as ``กฟต.2``.
    """
    return completed(
        PlanDocument(
            format=FORMAT,
            year=year,
            region=region,
            strategies=tuple(
                StrategyData(
                    sheet=sheet_text("plan.strategy-sheet", number=number),
                    title=_plan_title(region, year),
                    initiatives=(InitiativeData(number=str(number)),),
                )
                for number in range(1, strategies + 1)
            ),
        )
    )


_NUMBER = re.compile(r"\d|[1-9]\d|0\d+|\d+(?:\.\d+)+")
_SHEET = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")
_YEARS = range(2400, 2700)

Problem = tuple[str, Sentence]
"""A path in the document, and what is wrong there."""


def check_document(document: PlanDocument) -> None:
    """Check what a schema cannot: numbers, keys, sheet names, texts that would be read as something else.

    Raises DocumentProblem for the first thing that is wrong, with the count of all others.
    """
    problems = [*_plan(document), *_numbers(document), *_activities(document), *_offices(document), *_rules(document)]
    if problems:
        path, problem = problems[0]
        raise DocumentProblem(path, problem, len(problems) - 1)


def _plan(document: PlanDocument) -> Iterator[Problem]:
    if not document.strategies:
        yield "strategies", Sentence("document.no-strategies")
    years = [("year", document.year)]
    seen: dict[str, int] = {}
    for index, strategy in enumerate(document.strategies):
        path = f"strategies[{index}]"
        years.append((f"{path}.year", strategy.year))
        name = strategy.sheet
        if not _SHEET.fullmatch(name) or not name.strip() or name.casefold() == "history":
            yield f"{path}.sheet", Sentence("document.sheet-name-bad", {"name": name})
        elif (first := seen.setdefault(name.casefold(), index)) != index:
            yield (
                f"{path}.sheet",
                Sentence("document.sheet-name-twice", {"name": name, "first": f"strategies[{first}]"}),
            )
    for path, year in years:
        if year is not None and year not in _YEARS:
            yield path, Sentence("document.year-bad", {"year": str(year)})
    for index, line in enumerate(document.summary or ()):
        if not line.strategy and not line.initiatives:
            yield f"summary[{index}]", Sentence("document.summary-line-empty")


def _numbers(document: PlanDocument) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for s, strategy in enumerate(document.strategies):
        for i, initiative in enumerate(strategy.initiatives):
            path = f"strategies[{s}].initiatives[{i}]"
            if not re.fullmatch(r"[0-9]+", initiative.number):
                yield f"{path}.number", Sentence("document.number-not-whole", {"number": initiative.number})
            elif (first := seen.setdefault(initiative.number, path)) != path:
                yield f"{path}.number", Sentence("document.number-twice", {"number": initiative.number, "first": first})
            yield from _below(initiative.activities, f"{path}.activities", initiative.number, None)


def _below(
    activities: tuple[ActivityData, ...], path: str, above: str, parent: ActivityData | None
) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, activity in enumerate(activities):
        here, number, key = f"{path}[{index}]", activity.number, join_key(above, activity.number)
        if not _NUMBER.fullmatch(number) or not number.isascii():
            yield f"{here}.number", Sentence("document.number-bad", {"number": number})
        elif (first := seen.setdefault(number, index)) != index:
            yield f"{here}.number", Sentence("document.number-twice", {"number": number, "first": f"{path}[{first}]"})
        elif parent and (problem := _misplaced(number, parent.number)):
            yield f"{here}.number", problem
        if activity.key and activity.key != key:
            yield f"{here}.key", Sentence("document.key-differs", {"given": activity.key, "key": key})
        yield from _below(activity.children, f"{here}.children", key, activity)


def _misplaced(number: str, parent: str) -> Sentence | None:
    """Why a number cannot stand below another; None where it can. A sheet shows who is below whom by numbers alone."""
    if "." in number:
        if number.rpartition(".")[0] != parent:
            return Sentence("document.number-not-below", {"number": number, "parent": parent})
    elif not number.startswith("0"):
        return Sentence("document.number-first-level", {"number": number, "parent": parent})
    elif parent.startswith("0"):
        return Sentence("document.number-of-child", {"parent": parent})
    return None


def _activities(document: PlanDocument) -> Iterator[Problem]:
    for path, _, activity in placed_activities(document):
        yield from _texts(activity, path)
        stands = activity.targets or activity.further_targets or activity.span is not None
        if ".children" in path and not (stands or activity.responsible.lines or activity.children):
            yield path, Sentence("document.child-like-a-step")
        if activity.span is not None and not activity.span.strip():
            yield f"{path}.span", Sentence("document.empty")
        if activity.further_targets and not activity.targets:
            yield f"{path}.targets", Sentence("document.targets-missing")
        rows = [("targets_label", activity.targets_label, "targets", activity.targets)]
        for index, row in enumerate(activity.further_targets):
            name = f"further_targets[{index}]"
            rows.append((f"{name}.label", row.label, f"{name}.targets", row.targets))
        steps = (at for at, line in enumerate(activity.procedure) if is_numbered(line))
        beside = {*activity.notes, *activity.procedure[: next(steps, len(activity.procedure))]}
        for name, label, targets_name, targets in rows:
            if label and label not in beside:
                yield f"{path}.{name}", Sentence("document.label-not-in-notes", {"label": label})
            if not targets and (label or targets_name != "targets"):
                yield f"{path}.{targets_name}", Sentence("document.empty")


def _texts(activity: ActivityData, path: str) -> Iterator[Problem]:
    for index, line in enumerate(activity.notes):
        text = digits(line)
        if layout.NOTE.match(text):
            break
        if not layout.WHOLE_BRACKET.match(text):
            yield f"{path}.notes[{index}]", Sentence("document.note-like-a-title")
            break
    for index, line in enumerate(activity.notes):
        if is_numbered(line) or layout.PROCEDURE.match(digits(line)):
            yield f"{path}.notes[{index}]", Sentence("document.note-like-a-step")
    first = digits(activity.procedure[0]) if activity.procedure else "-"
    if not (layout.PROCEDURE.match(first) or layout.BULLET.match(first) or is_numbered(first)):
        yield f"{path}.procedure[0]", Sentence("document.procedure-like-a-title")


def _offices(document: PlanDocument) -> Iterator[Problem]:
    codes: dict[str, int] = {}
    for index, office in enumerate(document.offices):
        if (first := codes.setdefault(office.code, index)) != index:
            yield (
                f"offices[{index}].code",
                Sentence("document.office-twice", {"code": office.code, "first": f"offices[{first}]"}),
            )
    keys = _keys(document)
    for index, target in enumerate(document.office_targets):
        if target.key not in keys:
            path = f"office_targets[{index}].key"
            yield path, Sentence("document.no-activity", {"key": target.key})
        if target.office not in codes:
            path = f"office_targets[{index}].office"
            yield path, Sentence("document.no-office", {"code": target.office})
    for path, _, activity in placed_activities(document):
        for code in activity.responsible.offices if activity.decision else ():
            if code not in codes:
                yield f"{path}.responsible.offices", Sentence("document.no-office", {"code": code})
    for index, beside in enumerate(document.beside):
        for code in beside.responsible.offices:
            if code not in codes:
                yield f"beside[{index}].responsible.offices", Sentence("document.no-office", {"code": code})


def _keys(document: PlanDocument) -> set[str]:
    """The keys of its activities, and of the measures and budgets that it has decisions on."""
    return {key for _, key, _ in placed_activities(document)} | {each.key for each in document.beside}


def _rules(document: PlanDocument) -> Iterator[Problem]:
    said = [(path, activity.decision) for path, _, activity in placed_activities(document)]
    for path, decision in (*said, *((f"beside[{index}]", each.decision) for index, each in enumerate(document.beside))):
        if decision and decision.rule not in rule_labels():
            named = {"name": decision.rule, "choices": ", ".join(rule_labels())}
            yield f"{path}.decision.rule", Sentence("document.no-rollup", named)
    for index, rule in enumerate(document.rules):
        try:
            parse_rule(rule.condition, offices=rule.scope == "region")
        except RuleProblem as problem:
            yield f"rules[{index}].condition", problem.sentence
    keys, codes = _keys(document), {office.code for office in document.offices}
    for index, waiver in enumerate(document.waivers):
        if waiver.key and waiver.key not in keys:
            yield f"waivers[{index}].key", Sentence("document.no-activity", {"key": waiver.key})
        if waiver.office and waiver.office not in codes:
            yield f"waivers[{index}].office", Sentence("document.no-office", {"code": waiver.office})


_BESIDE_THE_PLAN = {
    "key", "where", "decision", "beside", "offices", "rule", "groups", "office_targets", "rules", "waivers", "settings",
}  # fmt: skip
"""What a plan workbook does not hold, or holds in another place."""


def require_same(document: PlanDocument, read_back: Plan) -> None:
    """Raise DocumentProblem where a workbook made of ``document`` was read back as another plan."""
    differs = first_difference(_plan_of(document.model_dump()), _plan_of(plan_document(read_back).model_dump()))
    if differs:
        said = {"said": _shown(differs.said), "read": _shown(differs.read)}
        raise DocumentProblem(differs.path, Sentence("document.reads-differently", said))


class ValueDifference(NamedTuple):
    """Where two plain values differ, and how."""

    path: str
    said: Any
    read: Any


def first_difference(said: Any, read: Any, path: str = "") -> ValueDifference | None:
    """Where two plain values first differ; None where they are equal."""
    if isinstance(said, dict) and isinstance(read, dict):
        for key in [*said, *(key for key in read if key not in said)]:
            here = f"{path}.{key}" if path else str(key)
            if found := first_difference(said.get(key), read.get(key), here):
                return found
        return None
    if isinstance(said, (list, tuple)) and isinstance(read, (list, tuple)):
        for index in range(max(len(said), len(read))):
            here = f"{path}[{index}]"
            one, other = (side[index] if index < len(side) else None for side in (said, read))
            if found := first_difference(one, other, here):
                return found
        return None
    return None if said == read else ValueDifference(path, said, read)


def _plan_of(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _plan_of(value) for key, value in data.items() if key not in _BESIDE_THE_PLAN}
    if isinstance(data, (list, tuple)):
        return [_plan_of(item) for item in data]
    return data


def _shown(value: Any) -> str | Sentence:
    """A value in a sentence: a mapping by its number, title or text, and never more than a line."""
    if isinstance(value, dict):
        value = " ".join(str(value[key]) for key in ("number", "title", "text", "raw", "strategy") if value.get(key))
    if value is None or value == "" or value == []:
        return Sentence("document.nothing")
    text = str(value)
    return f"“{text[:80]}{'…' if len(text) > 80 else ''}”"
