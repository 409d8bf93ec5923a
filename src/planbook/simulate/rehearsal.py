"""What became of everything that was typed: read right, read wrong, lost and reported, or lost in silence.

A rehearsal before anything is sent: this quarter's forms, filled in, mangled in the usual ways, and read back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planbook.domain import Entry, EntryState, Field, Finding, FormSpec, Key, Master, Severity
from planbook.errors import UsageProblem
from planbook.forms.compose import compose, reporting_offices
from planbook.forms.filename import form_filenames
from planbook.forms.render import render
from planbook.returns.collect import SourceFile
from planbook.returns.oneform import Reading
from planbook.returns.reading import read_returns
from planbook.simulate.clients import CLIENTS, converted
from planbook.simulate.mangle import HABITS
from planbook.simulate.typed import Filled, Typed, fill_in


@dataclass(frozen=True)
class Verdict:
    """Counts of entries: ``wrong`` are accepted ones that nobody typed so, ``silent`` were lost without a word.

    ``codes`` are the findings that were made, each code once.
    """

    right: int = 0
    wrong: int = 0
    reported: int = 0
    silent: int = 0
    codes: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether nothing went wrong in silence."""
        return not self.wrong and not self.silent

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.right + other.right,
            self.wrong + other.wrong,
            self.reported + other.reported,
            self.silent + other.silent,
            tuple(dict.fromkeys((*self.codes, *other.codes))),
        )


def judge(typed: Typed, reading: Reading | None, refused: Sequence[Finding]) -> Verdict:
    """Compare what was typed with what was read; ``refused`` says why a file was not read at all."""
    findings = [*(reading.findings if reading else ()), *refused]
    entries = reading.entries if reading else ()
    accepted = {_place(entry): entry.value for entry in entries if entry.state is EntryState.ACCEPTED}
    rejected = {_place(entry) for entry in entries if entry.state is EntryState.REJECTED}
    # a finding about the file or a whole sheet speaks for everything in it
    wide = any(finding.severity is Severity.ERROR and not finding.key for finding in findings)
    said = {finding.key for finding in findings if finding.key}
    lost = [place for place in typed if place not in accepted]
    reported = [place for place in lost if wide or place in rejected or place[0] in said]
    return Verdict(
        right=sum(accepted.get(place) == value for place, value in typed.items()),
        wrong=sum(typed.get(place) != value for place, value in accepted.items()),
        reported=len(reported),
        silent=len(lost) - len(reported),
        codes=tuple(dict.fromkeys(finding.code for finding in findings)),
    )


def _place(entry: Entry) -> tuple[Key, str, Field]:
    return entry.key, entry.office, entry.field


@dataclass(frozen=True)
class Trial:
    """One behaviour: its name in Thai and English, and what became of everything typed, over all forms.

    ``verdict`` is None where the client that does it is not installed.
    """

    th: str
    en: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal came to: the forms that were tried, by file name, and each behaviour's trial."""

    forms: dict[str, FormSpec]
    trials: tuple[Trial, ...]

    @property
    def safe(self) -> bool:
        """Whether nothing was read wrongly, and nothing was lost in silence."""
        return all(trial.verdict is None or trial.verdict.safe for trial in self.trials)


def rehearse(
    master: Master,
    quarter: int,
    *,
    offices: int = 2,
    codes: Iterable[str] = (),
    workers: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Rehearsal:
    """Try the forms of ``codes``, or of so many ``offices`` that ask for the most, in every usual way.

    Nothing is written beside temporary files for other clients. Raises UsageProblem where no form can be tried.
    """
    specs = _chosen(master, quarter, offices, tuple(codes))
    names = form_filenames(specs)
    forms = {names[spec.office]: fill_in(spec, render(spec, password=master.settings.password)) for spec in specs}
    trials: list[tuple[str, str, dict[str, Filled | None]]] = []
    for habit in HABITS:
        made: dict[str, Filled | None] = {name: habit.apply(form) for name, form in forms.items()}
        trials.append((habit.th, habit.en, made))
        progress(habit.en)
    for client in CLIENTS:
        trials.append((client.th, client.en, dict(converted(client, forms))))
        progress(client.en)
    return Rehearsal({names[spec.office]: spec for spec in specs}, _read(master, quarter, trials, workers))


def _chosen(master: Master, quarter: int, offices: int, codes: tuple[str, ...]) -> list[FormSpec]:
    """The forms that try the most: many kinds of input, rows for other offices, many rows."""
    known = reporting_offices(master, quarter)
    unknown = set(codes) - {office.code for office in known}
    if unknown or not known:
        names = ", ".join(sorted(unknown)) or "-"
        raise UsageProblem(f"หน่วยงานที่ไม่มีแบบฟอร์ม: {names}", f"offices that have no form: {names}")
    specs = [compose(master, office.code, quarter) for office in known if not codes or office.code in codes]

    def worth(spec: FormSpec) -> tuple[int, bool, int]:
        rows = list(spec.rows())
        return len({line.kind for line in rows}), any(line.office != spec.office for line in rows), len(rows)

    return specs if codes else sorted(specs, key=worth, reverse=True)[:offices]


def _read(
    master: Master, quarter: int, trials: Sequence[tuple[str, str, dict[str, Filled | None]]], workers: int
) -> tuple[Trial, ...]:
    """Every mangled file read as a return of its own, and what that gave for each behaviour."""
    files = [
        SourceFile(f"{number}/{name}", form.data)
        for number, (_, _, made) in enumerate(trials)
        for name, form in made.items()
        if form
    ]

    def issued(office: str, quarter: int) -> FormSpec:
        return compose(master, office, quarter)

    readings, findings = read_returns(master, files, quarter=quarter, compose=issued, workers=workers)
    read = {reading.file: reading for reading in readings}
    results = []
    for number, (th, en, made) in enumerate(trials):
        verdicts = [
            judge(form.typed, read.get(file), [finding for finding in findings if finding.file == file])
            for name, form in made.items()
            if form and (file := f"{number}/{name}")
        ]
        results.append(Trial(th, en, sum(verdicts, Verdict()) if verdicts else None))
    return tuple(results)
