"""The report of a check or merge as data: JSON, whose schema is kept in ``schemas/merge-report.schema.json``, and the
accepted reports as a tidy table, for pandas and for programs that read CSV or Parquet.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import ConfigDict

from planbook.book.files import file_name
from planbook.domain import Entry, Fact, Finding, Master, Result, Severity, Tally, is_number, plain_text
from planbook.domain.data import Brief, Data
from planbook.domain.explanation import CellExplanation, Explanation
from planbook.domain.text import one_line
from planbook.errors import PlanbookError, UsageProblem
from planbook.report.firstpass import FirstPass
from planbook.report.work import ActivityWork, Answer, Counts, OfficeWork, ProgressLine, WaiverWork, Work
from planbook.words import Sentence, languages


class Bilingual(Data):
    """A sentence in Thai, in English, and in any further language there is, each under its code."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    th: str
    en: str

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """A sentence in every language."""
        return cls(**{language: sentence.text(language) for language in languages()})


class FindingData(Data):
    """A finding as JSON has it: its code, topic and place, what its sentences tell as values, and the sentences.

    ``args`` hold texts, numbers, lists of them, and sentences by language (``{"th": …, "en": …}``).
    """

    code: str
    topic: str
    severity: Severity
    message: Bilingual
    hint: Bilingual
    file: str
    sheet: str
    cell: str
    key: str
    office: str
    quarter: int | None
    raw: str
    args: dict[str, Any]

    @classmethod
    def of(cls, finding: Finding, *, strict: bool = False) -> Self:
        """A finding, its sentences in every language; of a ``strict`` run a warning is an error."""
        return cls(
            code=finding.code,
            topic=finding.topic,
            severity=finding.severity.counted(strict=strict),
            message=Bilingual.of(finding.message),
            hint=Bilingual.of(finding.hint),
            file=finding.file,
            sheet=finding.sheet,
            cell=finding.cell,
            key=finding.key,
            office=finding.office,
            quarter=finding.quarter,
            raw=finding.raw,
            args=_plain(finding.args),
        )


def _plain(arg: Any) -> Any:
    """An argument of a sentence as JSON can hold it."""
    if isinstance(arg, Sentence):
        return Bilingual.of(arg).model_dump()
    if isinstance(arg, Mapping):
        return {name: _plain(value) for name, value in arg.items()}
    if isinstance(arg, (tuple, list)):
        return [_plain(item) for item in arg]
    return arg if arg is None or isinstance(arg, (str, int, float, bool)) else str(arg)


class MergeReport(Brief, Data):
    """Everything a check or merge found, in an order that depends on nothing but the content.

    ``quarter`` is the one that the run is about. ``offices`` say what to do next; ``answers`` are the map of
    offices and activities; ``first_pass`` tells what was right in the first returns. ``waivers`` are those of the
    master with how often each applied; ``explained`` counts the questions that offices answered with a reason. In
    a ``strict`` run the counts and the severities have warnings among the errors.
    """

    format: Literal["planbook-merge-report/2"] = "planbook-merge-report/2"
    plan: str
    title: str
    region: str
    year: int
    quarter: int
    quarters: tuple[int, ...]
    strict: bool
    counts: Counts
    conservation: Tally
    offices: tuple[OfficeWork, ...]
    activities: tuple[ActivityWork, ...]
    progress: tuple[ProgressLine, ...]
    answers: tuple[Answer, ...]
    first_pass: tuple[FirstPass, ...]
    waivers: tuple[WaiverWork, ...]
    explained: int
    findings: tuple[FindingData, ...]
    entries: tuple[Entry, ...]
    results: tuple[Result, ...]

    @classmethod
    def of(cls, work: Work, entries: Iterable[Entry]) -> Self:
        """The report of a run's flat data and of everything that offices typed."""
        return cls(
            plan=work.plan,
            title=work.title,
            region=work.region,
            year=work.year,
            quarter=work.quarter,
            quarters=work.quarters,
            strict=work.strict,
            counts=work.counts,
            conservation=work.conservation,
            offices=work.offices,
            activities=work.activities,
            progress=work.progress,
            answers=work.answers,
            first_pass=work.first_pass,
            waivers=work.waivers,
            explained=work.explained,
            findings=tuple(FindingData.of(finding, strict=work.strict) for finding in work.findings),
            entries=tuple(entries),
            results=work.results,
        )

    def brief(self) -> Mapping[str, object]:
        """Which plan and quarters, and how much was found."""
        return {
            "plan": self.plan,
            "quarters": self.quarters,
            "entries": len(self.entries),
            "findings": len(self.findings),
            "results": len(self.results),
        }

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()


def finding_rows(findings: Iterable[Finding], *, strict: bool = False) -> bytes:
    """Findings as UTF-8 JSON Lines (jsonlines.org): one a line, each as in :class:`MergeReport`."""
    rows = (FindingData.of(finding, strict=strict).model_dump_json() for finding in findings)
    return "".join(f"{row}\n" for row in rows).encode()


class ExplanationReport(Data):
    """Where figures come from, as JSON."""

    format: str = "planbook-explanation/1"
    plan: str
    explanations: tuple[Explanation, ...] = ()
    cell: CellExplanation | None = None
    """what was asked about where that is a cell of a sheet"""

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()


class LintReport(Data):
    """Everything lint found in a master, in an order that depends on nothing but the content."""

    format: str = "planbook-lint-report/1"
    plan: str
    year: int
    findings: tuple[FindingData, ...]

    @classmethod
    def of(cls, master: Master, findings: Iterable[Finding]) -> Self:
        """The report of what lint found in a master."""
        said = tuple(map(FindingData.of, findings))
        return cls(plan=master.settings.plan_id, year=master.year, findings=said)

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()


if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = {
    "key": "the activity's key, such as 8/1/03/03.2",
    "title": "the activity's title",
    "office": "the office's code",
    "office_name": "the office's name",
    "quarter": "1 to 4",
    "result": "an exact number (a percentage on the 0-100 scale), a text, or nothing; in files a number as its digits,"
    " one that no decimal can hold as a fraction (100/3)",
    "unit": "the unit of the result",
    "numerator": "of a ratio, its part",
    "denominator": "of a ratio, its whole",
    "progress": "done, in_progress, not_started or nothing (to report); nothing where it was not said",
    "remark": "the office's remark",
    "raw": "what the office typed, to the letter",
    "file": "the return it came from",
    "sheet": "its sheet",
    "cell": "its cell",
    "saved": "when the return says it was saved (ISO 8601), as it says it",
    "doubt": "a later file of the office that leaves the answer out, so that the office is to be asked; else empty",
}
"""The columns of the table, and what they hold."""
NUMBER = "number"
"""A further column of files: the result as a floating-point number, for programs that draw; empty where it is none."""
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")
_INSTEAD = {**{code: 0x2400 + code for code in range(0x20)}, 0x7F: 0x2421}
"""Control characters and the signs that picture them; for what is no character at all stands U+FFFD."""
_SIGNS = tuple("=+-@\t\r")
"""By what a spreadsheet takes a cell of a CSV for a formula (OWASP, CSV Injection)."""
_NO_FORMULA = re.compile(r"[-+]?[\d.,]*%?\s*")
"""What begins with such a sign and is no formula: a number, a dash."""


def facts_frame(master: Master, facts: Iterable[Fact]) -> pd.DataFrame:
    """The facts as a table with the columns of :data:`COLUMNS`, numbers as exact decimals or fractions."""
    import pandas as pd

    activities, offices = master.activities, master.offices.by_code
    rows = [
        {
            **{name: _whole(value) for name, value in asdict(fact).items()},
            "title": _whole(one_line(activities[fact.key].title)) if fact.key in activities else "",
            "office_name": _whole(offices[fact.office].name) if fact.office in offices else "",
        }
        for fact in facts
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _whole(value: Any) -> Any:
    """A text without halves of a character, which no table can hold; anything else as it is."""
    return _HALVES.sub("\ufffd", value) if isinstance(value, str) else value


def facts_file(master: Master, facts: Iterable[Fact], name: str) -> bytes:
    """The same as a file, by the ending of its ``name``: ``.csv`` (UTF-8 with a byte order mark, as Excel wants it) or
    ``.parquet``. Texts and exact numbers are texts, in which control characters but for tab and line
    ends are pictured (``␀``), and what is no character is U+FFFD; the column ``number`` holds the result as a float.

    Raises UsageProblem ``facts-ending`` for another ending, and PlanbookError ``pyarrow-missing`` for Parquet without
    pyarrow.
    """
    ending = Path(name).suffix.lower()
    if ending not in (".csv", ".parquet"):
        raise UsageProblem("facts-ending", file=name)
    frame = _exact_frame(master, facts)
    if ending == ".parquet":
        return _parquet(frame)
    buffer = io.BytesIO()
    frame.to_csv(buffer, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return buffer.getvalue()


def facts_dataset(master: Master, facts: Iterable[Fact]) -> dict[str, bytes]:
    """The same as files of a folder that many regions share: ``year=2562/quarter=1/REGION.parquet`` by quarter, without
    the column ``quarter``. REGION is what the plan is called in its settings, else ``plan``.

    The quarters without results have no file. Raises PlanbookError ``pyarrow-missing``.
    """
    name = file_name(master.settings.plan_id, "", "plan")
    frame = _exact_frame(master, facts)
    return {
        f"year={master.year}/quarter={quarter}/{name}.parquet": _parquet(part.drop(columns="quarter"))
        for quarter, part in frame.groupby("quarter", sort=True)
    }


def like_formulas(master: Master, facts: Iterable[Fact]) -> int:
    """How many cells of the table as CSV a spreadsheet would take for formulas."""
    activities, names = master.activities, {office.code: office.name for office in master.offices.offices}
    count = 0
    for fact in facts:
        title = one_line(activities[fact.key].title) if fact.key in activities else ""
        told = (fact.key, title, fact.office, names.get(fact.office, ""), fact.unit, fact.remark, fact.raw)
        result = _as_text(fact.result)
        count += sum(map(_like_formula, (*told, result, fact.file, fact.sheet, fact.doubt)))
    return count


def _like_formula(text: str | None) -> bool:
    return text is not None and text.startswith(_SIGNS) and not _NO_FORMULA.fullmatch(text)


def _exact_frame(master: Master, facts: Iterable[Fact]) -> pd.DataFrame:
    frame = facts_frame(master, facts)
    results = list(frame["result"])
    for column in COLUMNS:
        if column != "quarter":
            frame[column] = [_as_text(value) for value in frame[column]]
    frame[NUMBER] = [float(value) if is_number(value) else None for value in results]
    frame[NUMBER] = frame[NUMBER].astype("float64")
    frame["quarter"] = frame["quarter"].astype("int64")
    return frame


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    try:
        frame.to_parquet(buffer, index=False, engine="pyarrow")
    except ImportError as problem:
        raise PlanbookError("pyarrow-missing") from problem
    return buffer.getvalue()


def _as_text(value: object) -> str:
    if is_number(value):
        return plain_text(value)
    text = "" if value is None or value != value else str(value)
    return _NO_TEXT.sub(lambda found: chr(_INSTEAD.get(ord(found[0]), 0xFFFD)), text) if _NO_TEXT.search(text) else text
