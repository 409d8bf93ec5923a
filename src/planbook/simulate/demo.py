"""The demo: a whole quarter on the sample plan, which comes along wherever planbook is installed.

It adopts the plan, makes the forms, plays sixty offices, each of which does to its form what the table of behaviours
says (or sends nothing), and merges. At the end it tells the steps, what offices did, how planbook answered, and what to
open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias

from planbook import pipeline
from planbook.book.files import write_atomic
from planbook.domain import EntryState, Finding, Master, ReturnState, Severity, width
from planbook.errors import PlanbookError, UsageProblem
from planbook.layout.marks import SEVERITIES
from planbook.outcome import Outcome
from planbook.report.console import conservation_line, status_lines
from planbook.returns.collect import collect
from planbook.simulate.behaviours import BEHAVIOURS, Behaviour, as_asked
from planbook.simulate.filling import Form, careful, score
from planbook.words import TextCode, text

SILENT = 5
"""How many offices do not answer, of those that have something due; fewer in a small plan."""


@dataclass(frozen=True)
class Case:
    """One office that does something else than to fill in its form plainly: its code, and the files it sent back."""

    name: str
    behaviour: Behaviour
    office: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class SentBack:
    """Everything that comes back: ``files`` by name; ``cases`` in the order of the table of behaviours.

    ``silent`` are offices that were asked and do not answer, ``idle`` those with nothing due, who send nothing.
    """

    files: dict[str, bytes]
    cases: tuple[Case, ...]
    silent: tuple[str, ...]
    idle: tuple[str, ...]


def shown() -> dict[str, Behaviour]:
    """The behaviours of the demo, by name, in the order of the table."""
    return {name: behaviour for name, behaviour in BEHAVIOURS.items() if behaviour.demo}


def assign(forms: Mapping[str, Form]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which office does what (office → name of the behaviour), and which offices stay silent.

    Offices are drawn in an order that depends on their codes alone; a behaviour goes to the first that can have it, and
    is left out where none can.
    """
    drawn = sorted((form for form in forms.values() if form.typed), key=lambda form: score("demo", form.spec.office))
    silent = tuple(form.spec.office for form in drawn[: min(SILENT, len(drawn) // 10)])
    free = drawn[len(silent) :]
    chosen: dict[str, str] = {}
    # the choosiest first, so that an easy one does not take the only office that a rare one could have
    for name, behaviour in sorted(shown().items(), key=lambda item: -len(item[1].needs)):
        form = next((form for form in free if behaviour.fits(form)), None)
        if form is not None:
            free.remove(form)
            chosen[form.spec.office] = name
    return chosen, silent


def simulate(forms: Mapping[str, Form], progress: Callable[[str], None] = lambda _: None) -> SentBack:
    """Everything the offices send back; ``forms`` by file name. ``progress`` is told each form's name."""
    chosen, silent = assign(forms)
    files: dict[str, bytes] = {}
    cases: dict[str, Case] = {}
    for form in forms.values():
        office = form.spec.office
        if form.typed and office not in silent:
            name = chosen.get(office, "")
            sent = (BEHAVIOURS[name].act if name else as_asked)(form).files
            files |= sent
            if name:
                cases[name] = Case(name, BEHAVIOURS[name], office, tuple(sent))
        progress(form.name)
    idle = tuple(form.spec.office for form in forms.values() if not form.typed)
    return SentBack(files, tuple(cases[name] for name in BEHAVIOURS if name in cases), silent, idle)


PLAN_FOLDER = "1-plan"
MASTER = "2-master.xlsx"
FORMS_FOLDER = "3-forms"
RETURNS_FOLDER = "4-returns"
CONSOLIDATED = "5-consolidated.xlsx"
REPORT = "5-report.json"

OpenStep: TypeAlias = Callable[[TextCode, int], AbstractContextManager[Callable[[str], None]]]
"""Opens a step of the work, named, with its number of pieces; gives what is called after each piece."""


@dataclass(frozen=True)
class Demo:
    """What the demo did: the folder, the master and its forms, what offices sent back, and what the merge came to."""

    folder: Path
    quarter: int
    master: Master
    forms: tuple[str, ...]
    returns: SentBack
    outcome: Outcome

    def answers(self, case: Case) -> tuple[Finding, ...]:
        """The findings about what an office sent back."""
        return tuple(finding for finding in self.outcome.findings if _about(finding, case))

    def is_answered(self, case: Case) -> bool:
        """Whether planbook answered a behaviour as its table says: with its findings, or by reading every cell."""
        codes = {finding.code for finding in self.answers(case)}
        if case.behaviour.codes:
            return codes.issuperset(case.behaviour.codes)
        mine = [entry for entry in self.outcome.entries if _of(entry.file, case)]
        state = {status.office: status.state for status in self.outcome.offices}.get(case.office)
        wanted = ReturnState.PARTIAL if case.behaviour.partial else ReturnState.COMPLETE
        return bool(mine) and state is wanted and all(entry.state is EntryState.ACCEPTED for entry in mine)

    @property
    def as_planned(self) -> bool:
        """Whether every behaviour was answered, every typed cell is accounted for, and the plan's layout was kept."""
        proof = self.outcome.proof
        return (
            all(map(self.is_answered, self.returns.cases))
            and self.outcome.conservation.balanced
            and proof is not None
            and proof.holds
        )


def _of(file: str, case: Case) -> bool:
    return any(file == name or file.startswith(f"{name}/") for name in case.files)


def _about(finding: Finding, case: Case) -> bool:
    return _of(finding.file, case) if finding.file else finding.office == case.office


def run(
    folder: Path,
    quarter: int = 1,
    *,
    force: bool = False,
    workers: int = 1,
    step: OpenStep = lambda _label, _length: nullcontext(lambda _name: None),
) -> Demo:
    """Do a quarter's work on the sample plan in ``folder``, which is made; the same files on every run.

    Raises UsageProblem where the folder is there and not empty, unless ``force``, which replaces files that the demo
    makes and leaves all others alone; even then where forms or returns of something else stand among its own.
    """
    _refuse_filled(folder, force)
    plan, offices = folder / PLAN_FOLDER / PLAN, folder / PLAN_FOLDER / OFFICES
    with step("demo.adopting", 1) as tick:
        for path in (plan, offices):
            write_atomic(path, sample(path.name), overwrite=force)
        write_atomic(folder / MASTER, pipeline.adopt(plan, offices).data, overwrite=force)
        master = pipeline.read_master(folder / MASTER)
        tick(MASTER)
    made = pipeline.generate(master, quarter)
    forms: dict[str, Form] = {}
    with step("cli.making-forms", len(made.parts)) as tick:
        for name, data in made:
            forms[name] = Form(name, made.specs[name], data, careful)
            tick(name)
    with step("demo.filling", len(forms)) as tick:
        returns = simulate(forms, tick)
    issued = {name: form.data for name, form in forms.items()}
    made_here = {folder / FORMS_FOLDER: issued, folder / RETURNS_FOLDER: returns.files}
    for where, own in made_here.items():
        _refuse_strangers(where, own)
    for where, own in made_here.items():
        for name, data in own.items():
            write_atomic(where / name, data, overwrite=force)
    came = collect(folder / RETURNS_FOLDER)
    with step("demo.merging", len(came.files)) as tick:
        outcome = pipeline.merge(master, came, quarter=quarter, workers=workers, tick=tick)
    outcome.save(folder / CONSOLIDATED, overwrite=force)
    write_atomic(folder / REPORT, outcome.report.to_json(), overwrite=force)
    return Demo(folder, quarter, master, tuple(forms), returns, outcome)


def _refuse_filled(folder: Path, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageProblem("folder-is-file", folder=str(folder))
    if not force and folder.exists() and any(folder.iterdir()):
        raise UsageProblem("demo-folder-not-empty", folder=str(folder))


def _refuse_strangers(folder: Path, own: Iterable[str]) -> None:
    """Stop where the folder holds files that are not of this run: they would be merged with the demo's."""
    found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    strangers = [name for name in found if name not in set(own) and not name.startswith((".", "~$"))]
    if strangers:
        raise UsageProblem("demo-folder-has-others", folder=str(folder), first=strangers[0], count=len(strangers))


_WIDTHS = (10, 42)


def summary_lines(demo: Demo, language: str) -> Iterator[str]:
    """The summary in a language, at most 40 lines."""
    yield from _steps(demo, language)
    yield conservation_line(demo.outcome.conservation, language)
    yield from status_lines(demo.outcome.offices, language)
    yield ""
    yield text("demo.answers", language)
    for case in demo.returns.cases:
        yield _row(demo, case, language)
    yield ""
    yield f"→ {demo.folder / CONSOLIDATED}"
    yield f"   {text('demo.plan', language, file=f'{PLAN_FOLDER}/{PLAN}')}"
    yield f"→ {demo.folder / RETURNS_FOLDER}"
    yield f"   {text('demo.returns', language, folder=FORMS_FOLDER, file=REPORT)}"


def _steps(demo: Demo, language: str) -> Iterator[str]:
    master, returns, proof = demo.master, demo.returns, demo.outcome.proof
    silent, idle = len(returns.silent), len(returns.idle)
    yield text(
        "demo.adopt",
        language,
        initiatives=sum(1 for _ in master.plan.initiatives()),
        activities=len(master.activities),
        offices=len(master.offices.offices),
        file=MASTER,
    )
    yield text("demo.generate", language, quarter=demo.quarter, count=len(demo.forms), folder=FORMS_FOLDER)
    yield text(
        "demo.offices",
        language,
        files=len(returns.files),
        senders=len(demo.forms) - silent - idle,
        silent=silent,
        idle=idle,
        folder=RETURNS_FOLDER,
    )
    if proof is not None:
        yield text("demo.merge", language, mark="✓" if proof.holds else "✗", cells=proof.cells, file=CONSOLIDATED)


def _row(demo: Demo, case: Case, language: str) -> str:
    behaviour = case.behaviour
    found: dict[str, Severity] = {finding.code: finding.severity for finding in demo.answers(case)}
    if not demo.is_answered(case):
        mark, answer = "?", text("demo.not-as-planned", language)
    elif behaviour.codes:
        mark, answer = (
            SEVERITIES[min((found[code] for code in behaviour.codes), key=list(Severity).index)].sign,
            ", ".join(behaviour.codes),
        )
    elif behaviour.partial:
        status = next(status for status in demo.outcome.offices if status.office == case.office)
        mark, answer = "!", text("demo.incomplete", language, answered=status.answered, asked=status.asked)
    else:
        mark, answer = "✓", text("demo.accepted", language)
    cells = (case.office, behaviour.name(language))
    return f"  {mark} " + "".join(_padded(*pair) for pair in zip(cells, _WIDTHS, strict=True)) + answer


def _padded(said: str, columns: int) -> str:
    return said + " " * max(1, columns - width(said))


PLAN = "plan-2562.xlsx"
OFFICES = "offices.csv"


def sample(name: str) -> bytes:
    """The bytes of a sample file: from the installed package, or from the repository where planbook is developed.

    Raises PlanbookError where neither has it.
    """
    package = files("planbook")
    places: list[Traversable] = [package.joinpath("samples", name)]
    if isinstance(package, Path):
        places.append(package.parents[1] / "samples" / name)  # src/planbook → the repository
    for place in places:
        if place.is_file():
            return place.read_bytes()
    raise PlanbookError("sample-missing", name=name)
