"""What became of everything that was typed: read right, read wrong, lost and reported, or lost in silence.

A rehearsal before anything is sent: this quarter's forms, filled in, distorted in the usual ways, and read back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from planbook.book.files import Source
from planbook.book.office import saved_as, soffice
from planbook.domain import Entry, EntryState, Finding, FormSpec, Master, Severity
from planbook.domain.data import Brief
from planbook.errors import UsageProblem
from planbook.forms.compose import compose, reporting_offices
from planbook.forms.issue import form_filenames
from planbook.forms.render import render
from planbook.pipeline.masters import read_master
from planbook.returns.collect import SourceFile
from planbook.returns.oneform import Reading
from planbook.returns.reading import readings_of
from planbook.simulate.behaviours import BEHAVIOURS, Behaviour, Sent
from planbook.simulate.filling import Form, InputPlace, Meant, every_input
from planbook.words import Sentence


@dataclass(frozen=True)
class RehearsalVerdict:
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

    def __add__(self, other: "RehearsalVerdict") -> "RehearsalVerdict":
        return RehearsalVerdict(
            self.right + other.right,
            self.wrong + other.wrong,
            self.reported + other.reported,
            self.silent + other.silent,
            tuple(dict.fromkeys((*self.codes, *other.codes))),
        )


def compare(meant: Meant, reading: Reading | None, refused: Sequence[Finding]) -> RehearsalVerdict:
    """Compare what should be read with what was; ``refused`` says why a file was not read at all."""
    findings = [*(reading.findings if reading else ()), *refused]
    entries = reading.entries if reading else ()
    accepted = {_place(entry): entry.value for entry in entries if entry.state is EntryState.ACCEPTED}
    rejected = {_place(entry) for entry in entries if entry.state is EntryState.REJECTED}
    # a finding about the file or a whole sheet speaks for everything in it
    wide = any(finding.severity is Severity.ERROR and not finding.key for finding in findings)
    said = {finding.key for finding in findings if finding.key}
    lost = [place for place in meant if place not in accepted]
    reported = [place for place in lost if wide or place in rejected or place[0] in said]
    return RehearsalVerdict(
        right=sum(accepted.get(place) == value for place, value in meant.items()),
        wrong=sum(meant.get(place) != value for place, value in accepted.items()),
        reported=len(reported),
        silent=len(lost) - len(reported),
        codes=tuple(dict.fromkeys(finding.code for finding in findings)),
    )


def _place(entry: Entry) -> InputPlace:
    return InputPlace(entry.key, entry.office, entry.field)


NotTried: TypeAlias = Literal["", "not-installed", "no-such-input"]
"""Why a behaviour was not tried: its program is not installed, or no form asks for what it is about."""


@dataclass(frozen=True)
class Trial:
    """One behaviour: the few words that say it, and what became of everything typed, over all forms.

    ``verdict`` is None where it was not tried, and ``why`` says why.
    """

    said: Sentence
    verdict: RehearsalVerdict | None = None
    why: NotTried = ""

    def name(self, language: str) -> str:
        """What it is, in a few words."""
        return self.said.text(language)


@dataclass(frozen=True, repr=False)
class Rehearsal(Brief):
    """What a rehearsal came to: the forms that were tried, by file name, and each behaviour's trial."""

    forms: dict[str, FormSpec]
    trials: tuple[Trial, ...]

    def brief(self) -> Mapping[str, object]:
        """How many forms and trials, and whether all went well."""
        return {"forms": len(self.forms), "trials": len(self.trials), "safe": self.safe}

    @property
    def safe(self) -> bool:
        """Whether nothing was read wrongly, and nothing was lost in silence."""
        return all(trial.verdict is None or trial.verdict.safe for trial in self.trials)


@dataclass(frozen=True)
class Attempt:
    """What the offices send back after one behaviour; ``otherwise`` says why it is nothing, where it is."""

    said: Sentence
    sent: tuple[Sent, ...]
    otherwise: NotTried


def behaviours() -> tuple[Behaviour, ...]:
    """What is tried on every form, besides what other programs do to it, in the order of the table."""
    return tuple(behaviour for behaviour in BEHAVIOURS.values() if behaviour.rehearsed)


def rehearse(
    master: Source | Master,
    quarter: int,
    *,
    offices: int = 2,
    codes: Iterable[str] = (),
    workers: int = 1,
    tick: Callable[[str], None] = lambda _: None,
) -> Rehearsal:
    """Try the forms of ``codes``, or of so many ``offices`` that ask for the most, in every usual way.

    ``tick`` is told of each way when it was tried. Nothing is written beside temporary files for other clients.
    Raises UsageProblem where no form can be tried.
    """
    master = read_master(master)
    specs = _chosen(master, quarter, offices, tuple(codes))
    names = form_filenames(specs)
    forms = [
        Form(names[spec.office], spec, render(spec, password=master.settings.password), every_input) for spec in specs
    ]
    attempts = []
    for behaviour in behaviours():
        sent = tuple(behaviour.act(form) for form in forms if behaviour.fits(form))
        attempts.append(Attempt(Sentence(behaviour.said), sent, "no-such-input"))
        tick(str(attempts[-1].said))
    for client in CLIENTS:
        saved = converted(client, {form.name: form.filled() for form in forms})
        sent = tuple(Sent({form.name: saved[form.name]}, form.meant) for form in forms if form.name in saved)
        attempts.append(Attempt(client.said, sent, "not-installed"))
        tick(str(client.said))
    trials = _read(master, quarter, attempts, workers)
    return Rehearsal({names[spec.office]: spec for spec in specs}, trials)


def _chosen(master: Master, quarter: int, offices: int, codes: tuple[str, ...]) -> list[FormSpec]:
    """The forms that try the most: many kinds of input, rows for other offices, many rows."""
    known = reporting_offices(master, quarter)
    unknown = set(codes) - {office.code for office in known}
    if unknown or not known:
        names = ", ".join(sorted(unknown)) or "-"
        raise UsageProblem("offices-without-form", codes=names)
    specs = [compose(master, office.code, quarter) for office in known if not codes or office.code in codes]

    def worth(spec: FormSpec) -> tuple[int, bool, int]:
        rows = list(spec.rows())
        return len({line.kind for line in rows}), any(line.office != spec.office for line in rows), len(rows)

    return specs if codes else sorted(specs, key=worth, reverse=True)[:offices]


def _read(master: Master, quarter: int, attempts: Sequence[Attempt], workers: int) -> tuple[Trial, ...]:
    """Every distorted file read as a return of its own, and what that gave for each behaviour."""
    sent = [(f"{number}/", each) for number, attempt in enumerate(attempts) for each in attempt.sent]
    files = [SourceFile(folder + name, data) for folder, each in sent for name, data in each.files.items()]

    def issued(office: str, quarter: int) -> FormSpec:
        return compose(master, office, quarter)

    readings, findings = readings_of(master, files, quarter=quarter, compose=issued, workers=workers)
    read = {reading.file: reading for reading in readings}
    trials = []
    for number, attempt in enumerate(attempts):
        verdicts = [
            compare(each.meant, read.get(file), [finding for finding in findings if finding.file == file])
            for each in attempt.sent
            for file in (f"{number}/{name}" for name in each.files)
        ]
        tried = sum(verdicts, RehearsalVerdict()) if verdicts else None
        trials.append(Trial(attempt.said, tried, "" if verdicts else attempt.otherwise))
    return tuple(trials)


@dataclass(frozen=True)
class Client:
    """LibreOffice and a format that it saves, by the ending of its files."""

    suffix: str

    @property
    def said(self) -> Sentence:
        """What it is, in a few words."""
        return Sentence("behaviour.saved-as", {"suffix": self.suffix})


CLIENTS: tuple[Client, ...] = tuple(map(Client, ("xlsx", "xls", "ods")))


def converted(client: Client, forms: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each form's file as the client saves it, by the form's name; without those that it gives no file for, and empty
    where it is not installed."""
    program = soffice()
    if program is None:
        return {}
    return saved_as(program, forms, client.suffix)
