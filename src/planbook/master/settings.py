"""What a master says beside its plan, written with its defaults and read back as the staff's word: settings, the
region's own rules, and what it waives; sheets of rules need not be there.
"""

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from functools import partial
from typing import TypeVar

from planbook.domain import (
    FAR_FACTOR,
    QUARTERS,
    Finding,
    Key,
    OfficeBook,
    Plan,
    RegionRule,
    Settings,
    Severity,
    Waiver,
    clean,
    digits,
    finding_kinds,
    fold,
    read_quantity,
)
from planbook.domain.number import plain_text
from planbook.domain.text import BETWEEN, parts
from planbook.layout import own_tables as layout
from planbook.layout.form import FILE_PATTERN
from planbook.layout.own_tables import EARLIER_LABELS, RULES, SCOPE_LABELS, SETTINGS, SEVERITY_LABELS, WAIVERS
from planbook.master.sheets import PlanSheet
from planbook.master.tables import TableRow, read_table
from planbook.rules import RuleProblem, parse_rule
from planbook.words import known

_TEXT_SETTINGS = (
    "logo",
    "file_pattern",
    "password",
    *(name.replace("_", ".") for name in layout.MAIL_TEMPLATES),
    "unit_words",
    "headings",
    "front",
)


def _field(key: str) -> str:
    return key.replace(".", "_")


def _default(field: str) -> str:
    return layout.mail_default(field) if field in layout.MAIL_TEMPLATES else ""


def _lines(text: str) -> str:
    """A text of several lines, each of them clean."""
    return "\n".join(clean(line) for line in text.replace("_x000D_", "").splitlines()).strip()


def setting_rows(settings: Settings) -> list[Mapping[str, str]]:
    """The rows of the settings sheet."""
    values = {
        "plan_id": settings.plan_id,
        "region": settings.region,
        "year": str(settings.year or ""),
        "contact": settings.contact,
        "language": settings.language,
        **{f"due.{quarter}": date for quarter, date in settings.due.items()},
        **{key: getattr(settings, _field(key)) or _default(_field(key)) for key in _TEXT_SETTINGS},
        "file_pattern": settings.file_pattern or FILE_PATTERN,
        "far_factor": plain_text(settings.far_factor),
    }
    return [
        {
            "key": key,
            "caption": layout.setting_caption(key),
            "value": values.get(key, ""),
            "note": layout.setting_note(key),
        }
        for key in layout.SETTING_KEYS
        if key != "headings" or settings.headings  # most plans need none explained
    ]


def read_settings(sheet: PlanSheet, file: str) -> tuple[Settings, list[Finding]]:
    """The settings sheet. A template keeps its line breaks.

    A year or a factor that is none is a finding, and so is a word in the braces of a mail that nothing fills in.
    """
    rows = {clean(row["key"]): row for row in read_table(sheet, SETTINGS)}
    values = {key: clean(row["value"]) for key, row in rows.items()}
    findings: list[Finding] = []
    year = read_quantity(values.get("year", ""))
    number = int(year.value) if year and year.value is not None else None
    if values.get("year") and number is None:
        cell = rows["year"].cell("value")
        findings.append(Finding.of("setting-year-bad", file=file, sheet=sheet.name, cell=cell, raw=values["year"]))
    factor = read_quantity(values.get("far_factor", ""))
    times = factor.value if factor is not None and factor.value is not None else FAR_FACTOR
    if values.get("far_factor") and not (factor is not None and factor.value == times > 1):
        cell, raw = rows["far_factor"].cell("value"), values["far_factor"]
        known_factor = plain_text(FAR_FACTOR)
        findings.append(
            Finding.of("setting-factor-bad", file=file, sheet=sheet.name, cell=cell, raw=raw, factor=known_factor)
        )
        times = FAR_FACTOR
    texts = {_field(key): _lines(rows[key]["value"]) for key in _TEXT_SETTINGS if key in rows}
    findings += [
        Finding.of(
            "mail-word-unknown",
            file=file,
            sheet=sheet.name,
            cell=rows[name.replace("_", ".")].cell("value"),
            raw=f"{{{word}}}",
            setting=layout.setting_caption(name.replace("_", ".")),
            choices=" ".join(f"{{{known}}}" for known in layout.MAIL_TEMPLATES[name]),
        )
        for name in layout.MAIL_TEMPLATES
        for word in layout.strange_words(name, texts.get(name, ""))
    ]
    return (
        Settings(
            plan_id=values.get("plan_id", ""),
            region=values.get("region", ""),
            year=number,
            contact=values.get("contact", ""),
            language=known(values.get("language", "").strip().lower()),
            far_factor=times,
            due={quarter: values[f"due.{quarter}"] for quarter in QUARTERS if values.get(f"due.{quarter}")},
            **texts,
        ),
        findings,
    )


def unit_words(settings: Settings) -> list[str]:
    """The region's own words with which the names of units begin."""
    return [*parts(settings.unit_words)]


def plan_identity(plan: Plan) -> str:
    """A plan's id, made of its own words alone: the same plan adopted twice has the same id."""
    words = [str(plan.year), plan.title, plan.region]
    words += [f"{initiative.number} {initiative.title}" for _, initiative in plan.initiatives()]
    words += [f"{activity.key} {activity.title}" for activity in plan.activities()]
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]
    return f"P{plan.year or 0}-{digest}"


LONGEST_MESSAGE = 120
"""Characters of a rule's message: it stands in a cell of the form."""

_Choice = TypeVar("_Choice", bool, Severity)


def read_rules(sheet: PlanSheet, file: str) -> tuple[tuple[RegionRule, ...], list[Finding]]:
    """The region's rules. One that cannot be read, or says nothing, is a finding and does not count."""
    rules: list[RegionRule] = []
    findings: list[Finding] = []
    for row in read_table(sheet, RULES):
        if not (row["condition"].strip() or row["name"].strip() or row["message"].strip()):
            continue
        rule, problems = _rule(row, file)
        findings += problems
        if rule is None:
            continue
        if any(fold(rule.name) == fold(other.name) for other in rules):
            findings.append(_at(row, "name", file)("rule-name-twice", rule=rule.name))
        rules.append(rule)
    return tuple(rules), findings


def rule_rows(rules: Iterable[RegionRule]) -> list[Mapping[str, str]]:
    """The rows of the rules sheet."""
    return [
        {
            "name": rule.name,
            "where": BETWEEN.join(rule.where),
            "scope": SCOPE_LABELS[rule.of_region],
            "condition": rule.condition,
            "message": rule.message,
            "severity": SEVERITY_LABELS[rule.severity],
            "since": str(rule.since),
            "until": str(rule.until),
        }
        for rule in rules
    ]


def waiver_rows(waivers: Iterable[Waiver]) -> list[Mapping[str, str]]:
    """The rows of the waivers sheet."""
    return [
        {
            "office": waiver.office,
            "key": waiver.key,
            "rule": waiver.rule,
            "reason": waiver.reason,
            "until": str(waiver.until),
            "by": waiver.by,
        }
        for waiver in waivers
    ]


def _at(row: TableRow, column: str, file: str) -> "partial[Finding]":
    return partial(Finding.of, file=file, sheet=row.sheet, cell=row.cell(column))


def _rule(row: TableRow, file: str) -> tuple[RegionRule | None, list[Finding]]:
    name = clean(row["name"]) or clean(row["condition"])
    findings: list[Finding] = []

    def choice(column: str, labels: Mapping[_Choice, str], default: _Choice) -> _Choice:
        said = clean(row[column])
        said = EARLIER_LABELS.get(said, said)
        for value, label in labels.items():
            if not said or fold(said) in (fold(label), fold(str(value))):
                return value if said else default
        choices = ", ".join(labels.values())
        findings.append(_at(row, column, file)("rule-value-unknown", raw=said, rule=name, choices=choices))
        return default

    def quarter(column: str, default: int) -> int:
        number = _quarter(row[column], default)
        if number is None:
            choices = ", ".join(map(str, QUARTERS))
            findings.append(
                _at(row, column, file)("rule-value-unknown", raw=clean(row[column]), rule=name, choices=choices)
            )
        return number or default

    of_region = choice("scope", SCOPE_LABELS, False)
    message = clean(row["message"])
    rule = RegionRule(
        name=name,
        condition=row["condition"].strip(),
        message=message,
        where=tuple(digits(part).replace(" ", "") for part in row.parts("where")),
        of_region=of_region,
        severity=choice("severity", SEVERITY_LABELS, Severity.WARNING),
        since=quarter("since", QUARTERS[0]),
        until=quarter("until", QUARTERS[-1]),
        sheet=row.sheet,
        cells={key: row.cell(key) for key in row.columns},
    )
    if not 0 < len(message) <= LONGEST_MESSAGE:
        findings.append(_at(row, "message", file)("rule-without-message", rule=name, most=LONGEST_MESSAGE))
    try:
        parse_rule(rule.condition, offices=of_region)
    except RuleProblem as problem:
        noticed = _at(row, "condition", file)
        findings.append(noticed("rule-not-understood", raw=rule.condition, rule=name, problem=problem.sentence))
    unusable = any(each.code in ("rule-without-message", "rule-not-understood") for each in findings)
    return (None if unusable else rule), findings


def _quarter(said: str, default: int) -> int | None:
    """A quarter's number, the default where nothing is said; None for anything else."""
    text = digits(clean(said)).removesuffix(".0")
    if not text:
        return default
    return int(text) if text in map(str, QUARTERS) else None


def read_waivers(
    sheet: PlanSheet, file: str, keys: Container[Key], offices: OfficeBook, rules: Iterable[RegionRule]
) -> tuple[tuple[Waiver, ...], list[Finding]]:
    """What the region waives. A waiver without a reason, or of something that there is not, is a finding and does not
    count. An office may be given by its name."""
    names = {fold(rule.name): rule.name for rule in rules} | {fold(code): code for code in finding_kinds()}
    called = Counter(fold(office.name) for office in offices.offices)
    by_name = {fold(each.name): each.code for each in offices.offices if called[fold(each.name)] == 1}
    waivers: list[Waiver] = []
    findings: list[Finding] = []
    for row in read_table(sheet, WAIVERS):
        said = {column.key: clean(row[column.key]) for column in WAIVERS.columns}
        if not any(said.values()):
            continue
        until = _quarter(row["until"], QUARTERS[-1])
        said["office"] = by_name.get(fold(said["office"]), said["office"])
        rule = names.get(fold(said["rule"]), "")
        unknown = {
            "office": said["office"] and said["office"] not in offices.by_code,
            "key": said["key"] and said["key"] not in keys,
            "rule": said["rule"] and not rule,
            "until": until is None,
        }
        wrong = next((column for column, is_so in unknown.items() if is_so), None)
        if wrong is not None or until is None:
            noticed = _at(row, wrong or "until", file)
            findings.append(noticed("waiver-unknown", raw=said[wrong or "until"]))
        elif len(said["reason"]) < 2:
            findings.append(_at(row, "reason", file)("waiver-without-reason", raw=said["reason"]))
        else:
            waivers.append(
                Waiver(
                    office=said["office"],
                    key=said["key"],
                    rule=rule,
                    reason=said["reason"],
                    until=until,
                    by=said["by"] or "-",
                    sheet=row.sheet,
                    cell=row.cell("reason"),
                )
            )
    return tuple(waivers), findings
