"""A document's parts that can be made from the rest of it, and the document of an empty plan.

Whether a document is a plan that the original layout can hold: rules a schema cannot say, each with its path.

The proof that a new workbook says what its document says: the first place where reading it back differs.
"""

import re
from collections.abc import Iterator
from typing import Any

from planbook.document.convert import plan_document, walk
from planbook.document.model import FORMAT, ActivityData, InitiativeData, PlanDocument, StrategyData, SummaryData
from planbook.document.rows import numbered
from planbook.document.text import DocumentProblem
from planbook.domain import Plan, digits, join_key
from planbook.layout import original as layout
from planbook.layout.original import DOTS, INITIATIVE_PREFIX

SPARE_ROWS = 40
"""Empty rows of a new plan's table, ruled and ready to be typed into."""


def completed(document: PlanDocument) -> PlanDocument:
    """The document with the summary and the title that it leaves to be made; an empty summary means none."""
    summary = document.summary
    if summary is None:
        summary = tuple(map(_summary_line, document.strategies))
    title = document.title
    if title is None:
        region = f"{document.region} " if document.region else ""
        title = f"สรุปแผนงานแต่ละด้านตาม Balanced Scorecard (BSC) [ แผนปฏิบัติการ {region}ประจำปี {document.year or DOTS} ]"
        if not summary:
            title = next((strategy.title for strategy in document.strategies), "")
    return document.model_copy(update={"summary": summary, "title": title})


def _summary_line(strategy: StrategyData) -> SummaryData:
    perspective = re.search(r"ด้าน\s*(\S.*)$", strategy.title)
    numbers = [initiative.number for initiative in strategy.initiatives]
    span = "-".join(dict.fromkeys([numbers[0], numbers[-1]])) if numbers else ""
    return SummaryData(
        perspective=f"ด้าน {perspective[1]}" if perspective else "",
        strategy=strategy.sheet,
        initiatives=f"{INITIATIVE_PREFIX} {span}" if numbers else "",
    )


def blank_plan(year: int | None = None, region: str = "", strategies: int = 1) -> PlanDocument:
    """An empty plan: a sheet for each of so many strategies, each with one initiative still to be named."""
    owner = f"{region} " if region else ""
    return completed(
        PlanDocument(
            format=FORMAT,
            year=year,
            region=region,
            strategies=tuple(
                StrategyData(
                    sheet=f"กลยุทธ์ {number}",
                    title=f"แผนปฏิบัติการ {owner}ประจำปี {year or DOTS}",
                    initiatives=(InitiativeData(number=str(number)),),
                )
                for number in range(1, strategies + 1)
            ),
        )
    )


_NUMBER = re.compile(r"\d|[1-9]\d|0\d+|\d+(?:\.\d+)+")
_SHEET = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")
_YEARS = range(2400, 2700)

Problem = tuple[str, str, str]
"""A path in the document, and what is wrong there in Thai and in English."""


def check(document: PlanDocument) -> None:
    """Raise DocumentProblem for the first thing that is wrong, with the count of all others."""
    problems = [*_plan(document), *_numbers(document), *_activities(document), *_offices(document)]
    if problems:
        path, th, en = problems[0]
        raise DocumentProblem(path, th, en, len(problems) - 1)


def _plan(document: PlanDocument) -> Iterator[Problem]:
    if not document.strategies:
        yield "strategies", "ต้องมีอย่างน้อยหนึ่งกลยุทธ์", "there must be at least one strategy"
    years = [("year", document.year)]
    seen: dict[str, int] = {}
    for index, strategy in enumerate(document.strategies):
        path = f"strategies[{index}]"
        years.append((f"{path}.year", strategy.year))
        name = strategy.sheet
        if not _SHEET.fullmatch(name) or not name.strip() or name.casefold() == "history":
            yield (
                f"{path}.sheet",
                f"“{name}” ใช้เป็นชื่อชีตไม่ได้ (1-31 ตัวอักษร ไม่มี [ ] : * ? / \\)",
                f"“{name}” cannot be a sheet's name (1-31 characters without [ ] : * ? / \\)",
            )
        elif (first := seen.setdefault(name.casefold(), index)) != index:
            yield f"{path}.sheet", f"ชื่อชีต “{name}” ซ้ำกับ strategies[{first}]", f"“{name}” is strategies[{first}], too"
    for path, year in years:
        if year is not None and year not in _YEARS:
            yield path, f"ปี {year} ต้องเป็น พ.ศ. เช่น 2570", f"the year {year} must be of the Buddhist era, such as 2570"
    for index, line in enumerate(document.summary or ()):
        if not line.strategy and not line.initiatives:
            yield f"summary[{index}]", "ต้องมี strategy หรือ initiatives", "it needs strategy or initiatives"


def _numbers(document: PlanDocument) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for s, strategy in enumerate(document.strategies):
        for i, initiative in enumerate(strategy.initiatives):
            path = f"strategies[{s}].initiatives[{i}]"
            if not re.fullmatch(r"[0-9]+", initiative.number):
                yield (
                    f"{path}.number",
                    f"“{initiative.number}” ต้องเป็นจำนวนเต็ม เช่น 8",
                    f"“{initiative.number}” must be a whole number such as 8",
                )
            elif (first := seen.setdefault(initiative.number, path)) != path:
                yield f"{path}.number", f"เลข {initiative.number} ซ้ำกับ {first}", f"{initiative.number} is {first}, too"
            yield from _below(initiative.activities, f"{path}.activities", initiative.number, None)


def _below(
    activities: tuple[ActivityData, ...], path: str, above: str, parent: ActivityData | None
) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, activity in enumerate(activities):
        here, number, key = f"{path}[{index}]", activity.number, join_key(above, activity.number)
        if not _NUMBER.fullmatch(number) or not number.isascii():
            yield (
                f"{here}.number",
                f"“{number}” ไม่ใช่เลขลำดับ (เช่น 1, 1.1, 01, 03.1.1)",
                f"“{number}” is no number of an activity (such as 1, 1.1, 01, 03.1.1)",
            )
        elif (first := seen.setdefault(number, index)) != index:
            yield f"{here}.number", f"เลขลำดับ {number} ซ้ำกับ {path}[{first}]", f"{number} is {path}[{first}], too"
        elif parent and (problem := _misplaced(number, parent.number)):
            yield f"{here}.number", *problem
        if activity.key and activity.key != key:
            yield (
                f"{here}.key",
                f"“{activity.key}” ไม่ตรงกับเลขลำดับ ซึ่งทำให้เป็น {key} (ลบ key ออกได้)",
                f"“{activity.key}” is not what the numbers make it, {key} (key may be left out)",
            )
        yield from _below(activity.children, f"{here}.children", key, activity)


def _misplaced(number: str, parent: str) -> tuple[str, str] | None:
    """What is wrong with a number below another, where the printed numbers alone show who is below whom."""
    if "." in number:
        if number.rpartition(".")[0] != parent:
            return f"“{number}” อยู่ใต้ “{parent}” ไม่ได้", f"“{number}” cannot stand below “{parent}”"
    elif not number.startswith("0"):
        return (
            f"“{number}” เป็นเลขของกิจกรรมหลัก ใต้ “{parent}” ให้ใช้ {parent}.{number} หรือ 0{number}",
            f"“{number}” is a first-level number; below “{parent}” use {parent}.{number} or 0{number}",
        )
    elif parent.startswith("0"):
        return f"ใต้ “{parent}” ให้ใช้ {parent}.1 เป็นต้น", f"below “{parent}” numbers are {parent}.1 and so on"
    return None


def _activities(document: PlanDocument) -> Iterator[Problem]:
    for path, _, activity in walk(document):
        yield from _texts(activity, path)
        stands = activity.targets or activity.further_targets or activity.span is not None
        if ".children" in path and not (stands or activity.responsible.lines or activity.children):
            yield (
                path,
                "กิจกรรมย่อยต้องมี targets, span, responsible หรือ children มิฉะนั้นจะอ่านเป็นขั้นตอนของกิจกรรมเหนือขึ้นไป",
                "an activity below another needs targets, span, responsible or children; else it reads as a step of it",
            )
        if activity.span is not None and not activity.span.strip():
            yield f"{path}.span", "ต้องไม่ว่าง", "it must not be empty"
        if activity.further_targets and not activity.targets:
            yield f"{path}.targets", "ต้องมีก่อน further_targets", "they come before further_targets"
        rows = [("targets_label", activity.targets_label, "targets", activity.targets)]
        for index, row in enumerate(activity.further_targets):
            name = f"further_targets[{index}]"
            rows.append((f"{name}.label", row.label, f"{name}.targets", row.targets))
        steps = (at for at, line in enumerate(activity.procedure) if numbered(line))
        beside = {*activity.notes, *activity.procedure[: next(steps, len(activity.procedure))]}
        for name, label, targets_name, targets in rows:
            if label and label not in beside:
                yield (
                    f"{path}.{name}",
                    f"“{label}” ไม่มีใน notes (หรือ procedure ก่อนข้อที่มีเลข)",
                    f"“{label}” is not a line of notes (or of procedure before its first numbered step)",
                )
            if not targets and (label or targets_name != "targets"):
                yield f"{path}.{targets_name}", "ต้องไม่ว่าง", "it must not be empty"


def _texts(activity: ActivityData, path: str) -> Iterator[Problem]:
    for index, line in enumerate(activity.notes):
        text = digits(line)
        if layout.NOTE.match(text):
            break
        if not layout.WHOLE_BRACKET.match(text):
            yield (
                f"{path}.notes[{index}]",
                "ต้องขึ้นต้นด้วย เป้าหมาย, หมายเหตุ หรือ Note หรืออยู่ในวงเล็บทั้งบรรทัด มิฉะนั้นจะอ่านเป็นชื่อกิจกรรม",
                "it must begin with เป้าหมาย, หมายเหตุ or Note, or stand in brackets; else it reads as part of the title",
            )
            break
    for index, line in enumerate(activity.notes):
        if numbered(line) or layout.PROCEDURE.match(digits(line)):
            yield f"{path}.notes[{index}]", "อ่านเป็นขั้นตอน ให้ย้ายไปที่ procedure", "it reads as a step: move it to procedure"
    first = digits(activity.procedure[0]) if activity.procedure else "-"
    if not (layout.PROCEDURE.match(first) or layout.BULLET.match(first) or numbered(first)):
        yield (
            f"{path}.procedure[0]",
            "ต้องขึ้นต้นด้วย การดำเนินงาน, วิธีการปฏิบัติ, เลขข้อ เช่น 01.1 หรือ - มิฉะนั้นจะอ่านเป็นชื่อกิจกรรม",
            "it must begin with การดำเนินงาน, วิธีการปฏิบัติ, a number such as 01.1, or -; else it reads as the title",
        )


def _offices(document: PlanDocument) -> Iterator[Problem]:
    codes: dict[str, int] = {}
    for index, office in enumerate(document.offices):
        if (first := codes.setdefault(office.code, index)) != index:
            yield f"offices[{index}].code", f"รหัส {office.code} ซ้ำกับ offices[{first}]", f"it is offices[{first}], too"
    keys = {key for _, key, _ in walk(document)}
    for index, target in enumerate(document.office_targets):
        if target.key not in keys:
            path = f"office_targets[{index}].key"
            yield path, f"ไม่มีกิจกรรม {target.key}", f"there is no activity {target.key}"
        if target.office not in codes:
            path = f"office_targets[{index}].office"
            yield path, f"ไม่มีหน่วยงานรหัส {target.office}", f"there is no office {target.office}"
    for path, _, activity in walk(document):
        for code in activity.responsible.offices if activity.decision else ():
            if code not in codes:
                yield f"{path}.responsible.offices", f"ไม่มีหน่วยงานรหัส {code}", f"there is no office {code}"


_BESIDE_THE_PLAN = {"key", "where", "decision", "offices", "rule", "groups", "office_targets", "settings"}
"""What a plan workbook does not hold, or holds in another place."""


def require_same(document: PlanDocument, read_back: Plan) -> None:
    """Raise DocumentProblem where a workbook made of ``document`` was read back as another plan."""
    found = first_difference(_plan_of(document.model_dump()), _plan_of(plan_document(read_back).model_dump()))
    if found:
        path, said, read = found
        raise DocumentProblem(
            path,
            f"เอกสารเขียนว่า {_shown(said)} แต่เมื่อเขียนลงชีตแล้วอ่านกลับได้ {_shown(read)} "
            "เพราะชีตแยกกิจกรรม ข้อความ และขั้นตอนจากเลขลำดับและคำขึ้นต้น ให้ปรับข้อความหรือเลขลำดับบริเวณนี้",
            f"the document says {_shown(said)}, but a plan sheet would read {_shown(read)}: a sheet tells activities, "
            "texts and steps by their numbers and first words; reword or renumber here",
        )


def first_difference(said: Any, read: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """The path of the first difference between two values, and what stands there; None where they are equal."""
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
    return None if said == read else (path, said, read)


def _plan_of(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _plan_of(value) for key, value in data.items() if key not in _BESIDE_THE_PLAN}
    if isinstance(data, (list, tuple)):
        return [_plan_of(item) for item in data]
    return data


def _shown(value: Any) -> str:
    """A value in a sentence: a mapping by its number, title or text, and never more than a line."""
    if isinstance(value, dict):
        value = " ".join(str(value[key]) for key in ("number", "title", "text", "raw", "strategy") if value.get(key))
    text = "ไม่มี / nothing" if value is None or value == "" or value == [] else str(value)
    return f"“{text[:80]}{'…' if len(text) > 80 else ''}”"
