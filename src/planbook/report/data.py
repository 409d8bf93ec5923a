"""The report of a check or merge as JSON; its schema is kept in ``schemas/merge-report.schema.json``.

What lint found, as JSON.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self

from planbook.domain import Entry, Finding, Master, Result, Severity, Tally
from planbook.domain.data import Brief, Data
from planbook.domain.explanation import Explanation
from planbook.report.firstpass import FirstPass
from planbook.report.work import ActivityWork, Answer, Counts, OfficeWork, ProgressLine, WaiverWork, Work
from planbook.words import Sentence


class Bilingual(Data):
    """A sentence in Thai and in English."""

    th: str
    en: str

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """A sentence in both languages."""
        return cls(th=sentence.th, en=sentence.en)


class FindingData(Data):
    """A finding as JSON has it: its code, topic and place, what its sentences tell as values, and the sentences.

    ``args`` hold texts, numbers, lists of them, and sentences (``{"th": …, "en": …}``).
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
        """A finding, its sentences in both languages; of a ``strict`` run a warning is an error."""
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
        return {"th": arg.th, "en": arg.en}
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
    explanations: tuple[Explanation, ...]

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
