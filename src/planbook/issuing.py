"""What goes out to the offices: the forms of a quarter with their mail drafts and index, and reminders."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from planbook.book.files import Source, read_source, write_atomic
from planbook.domain import EntryState, Finding, FormSpec, Master, Settings, Severity, in_order
from planbook.domain.data import from_data
from planbook.errors import BookProblem, PlanbookError, UsageProblem
from planbook.forms.compose import compose, form_findings, reporting_offices
from planbook.forms.cover import Logo, read_logo
from planbook.forms.filename import form_filenames
from planbook.forms.render import render
from planbook.layout.form import FILE_PATTERN
from planbook.mail.drafts import SUFFIX, Draft, Missing, form_draft, reminder
from planbook.mail.index import Issued, index_name, index_workbook
from planbook.outcome import Outcome
from planbook.review import lint


class MasterNotReady(PlanbookError):
    """Forms may not go out: the master has errors. ``findings`` are those errors."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        codes = ", ".join(dict.fromkeys(finding.code for finding in findings))
        super().__init__("master-not-ready", count=len(findings), codes=codes)
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Generated:
    """The forms of a quarter: file name → the form, its bytes made when asked for; and what was noticed.

    ``extras`` are the names of the mail drafts and of the index, where they were written beside the forms.
    """

    specs: dict[str, FormSpec]
    findings: tuple[Finding, ...]
    logo: Logo | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    extras: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for name, spec in self.specs.items():
            yield name, render(spec, logo=self.logo, password=self.password)


def with_settings(master: Master, **changes: object) -> Master:
    """The master with other settings for this run, such as ``contact`` or ``password``; None leaves one as it is."""
    chosen = {name: value for name, value in changes.items() if value is not None}
    settings = from_data(Settings, {**asdict(master.settings), **chosen})
    return replace(master, settings=settings)


def open_errors(master: Master, despite: Iterable[str] = ()) -> tuple[Finding, ...]:
    """The errors for which forms are refused: all of reading and linting the master but those of the given codes."""
    passed = set(despite)
    found = in_order([*master.findings, *lint(master)])
    return tuple(f for f in found if f.severity is Severity.ERROR and f.code not in passed)


def generate(
    master: Master,
    quarter: int,
    out: str | Path | None = None,
    *,
    offices: Iterable[str] = (),
    correction: bool = False,
    logo: Source | None = None,
    mail: bool = False,
    despite: Iterable[str] = (),
    overwrite: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Generated:
    """Make one form per reporting office (or per code in ``offices``), and write them to the folder ``out`` if given.

    ``correction`` opens a closed quarter again: the forms hold the results accepted so far. ``mail`` also writes a
    mail draft for each form, and an index of all of them. Language, due date, file names and the like are the
    master's settings (:func:`with_settings`); ``logo`` is a picture where it is not the settings' path.

    Nothing is written where a file of one of the names is there already, unless ``overwrite``. Raises MasterNotReady
    where the master has errors whose codes are not in ``despite``, and UsageProblem for an office without a form.
    """
    if refused := open_errors(master, despite):
        raise MasterNotReady(refused)
    asked = reporting_offices(master, quarter)
    wanted = frozenset(offices)
    unknown = wanted - {office.code for office in asked}
    if unknown:
        codes = ", ".join(sorted(unknown))
        raise UsageProblem("offices-without-form", codes=codes)
    specs = [
        compose(master, office.code, quarter, correction=correction)
        for office in asked
        if not wanted or office.code in wanted
    ]
    names = form_filenames(specs, master.settings.file_pattern or FILE_PATTERN)
    picture, noticed = _picture(logo if logo is not None else master.settings.logo or None)
    found = in_order([*form_findings(master, quarter, correction=correction, only=wanted), *noticed])
    made = Generated({names[spec.office]: spec for spec in specs}, found, picture, master.settings.password)
    if out is None:
        return made
    index = index_name(specs[0], sorted(wanted)) if mail and specs else ""
    drafts = {str(Path(name).with_suffix(SUFFIX)) for name in made.specs} if mail else set()
    _refuse_taken(Path(out), [*made.specs, *sorted(drafts), *filter(None, [index])], overwrite)
    return _write(made, master, Path(out), index, overwrite=overwrite, progress=progress)


def _picture(source: Source | None) -> tuple[Logo | None, tuple[Finding, ...]]:
    if source is None:
        return None, ()
    try:
        name, data = read_source(source)
    except BookProblem:
        name, data = str(source), b""
    logo = read_logo(data)
    return logo, () if logo else (Finding.of("form-logo-unusable", raw=name),)


def _refuse_taken(folder: Path, names: Sequence[str], overwrite: bool) -> None:
    taken = [name for name in names if (folder / name).exists()]
    if taken and not overwrite:
        raise UsageProblem("outputs-exist", first=taken[0], folder=str(folder), count=len(taken))


def _write(
    made: Generated,
    master: Master,
    folder: Path,
    index: str,
    *,
    overwrite: bool,
    progress: Callable[[str], None] | None,
) -> Generated:
    """Write the forms, and where there is to be an ``index`` (its file name) the drafts and the index too."""
    issued: list[Issued] = []
    findings: list[Finding] = []
    for name, data in made:
        write_atomic(folder / name, data, overwrite=overwrite)
        if index:
            spec = made.specs[name]
            draft = form_draft(spec, master.offices.by_code[spec.office], master.settings, name, data)
            write_atomic(folder / draft.name, draft.data, overwrite=overwrite)
            findings += draft.findings
            issued.append(Issued.of(name, spec, data, "; ".join(draft.to), draft.name))
        if progress:
            progress(name)
    if not issued:
        return made
    write_atomic(folder / index, index_workbook(issued, master.file), overwrite=overwrite)
    extras = (*(form.draft for form in issued), index)
    return replace(made, findings=in_order([*made.findings, *findings]), extras=extras)


def remind(outcome: Outcome, quarter: int) -> tuple[Draft, ...]:
    """A reminder to each office that owes answers for a quarter, after :func:`planbook.pipeline.review`.

    An office owes what is due on its form and has no answer, neither in the returns nor in the master.
    """
    master = outcome.master
    specs = [compose(master, office.code, quarter) for office in reporting_offices(master, quarter)]
    names = form_filenames(specs, master.settings.file_pattern or FILE_PATTERN)
    answered = {(fact.key, fact.office) for fact in outcome.facts if fact.quarter == quarter and fact.is_answer}
    typed: dict[tuple[str, str], str] = {}
    for entry in outcome.entries:
        if entry.state is EntryState.REJECTED and entry.quarter == quarter:
            typed.setdefault((entry.key, entry.office), entry.raw)
    returned = {status.office for status in outcome.offices if status.quarter == quarter and status.files}
    drafts = []
    for spec in specs:
        missing = [
            Missing(line, typed.get((line.key, line.office), ""))
            for line in spec.rows()
            if line.due and (line.key, line.office) not in answered
        ]
        if missing:
            office, there = master.offices.by_code[spec.office], spec.office in returned
            drafts.append(reminder(spec, office, master.settings, names[spec.office], missing, returned=there))
    return tuple(drafts)
