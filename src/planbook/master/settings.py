"""The settings of a master: written with their defaults, read back as the staff's word."""

import hashlib
from collections.abc import Mapping

from planbook.domain import FAR_FACTOR, QUARTERS, Finding, Plan, Settings, clean, read_quantity
from planbook.domain.number import plain_text
from planbook.layout import own_tables as layout
from planbook.layout.form import FILE_PATTERN
from planbook.layout.own_tables import SETTINGS
from planbook.master.sheets import PlanSheet
from planbook.master.tables import read_table
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
            choices=" ".join(f"{{{known}}}" for known in layout.MAIL_WORDS[name.partition("_")[0]]),
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
    return [word for word in map(clean, settings.unit_words.replace("\n", ";").split(";")) if word]


def plan_identity(plan: Plan) -> str:
    """A plan's id, made of its own words alone: the same plan adopted twice has the same id."""
    words = [str(plan.year), plan.title, plan.region]
    words += [f"{initiative.number} {initiative.title}" for _, initiative in plan.initiatives()]
    words += [f"{activity.key} {activity.title}" for activity in plan.activities()]
    digest = hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]
    return f"P{plan.year or 0}-{digest}"
