"""What offices are asked again: correction copies of their returns, reminders of what they owe."""

from collections.abc import Iterator
from pathlib import Path

from planbook.book.files import Source, refuse_inputs, write_all
from planbook.domain import Finding, FormParts, Master, in_order
from planbook.forms.copies import Came, correction_copies, is_asked, owner_by_name
from planbook.forms.issue import compose_all, open_logo
from planbook.mail.drafts import Draft, address_findings, reminders
from planbook.mail.index import index_name
from planbook.outcome import Generated, Outcome
from planbook.pipeline.checking import Tick, silent
from planbook.pipeline.quarter import check
from planbook.review.returned import RETURN_CODES


def corrections(
    outcome: Outcome,
    out: str | Path | None = None,
    *,
    mail: bool = False,
    logo: Source | None = None,
    overwrite: bool = False,
    tick: Tick = silent,
) -> Generated:
    """A correction copy for each office whose returns have findings: a form with everything it had typed in place, the
    cells in question coloured, and a first sheet that lists what is asked; written to the folder ``out`` if given.

    Of a file that could not be used as a whole the copy holds what could be read of it. A copy that comes back
    untouched accepts and withdraws nothing. ``mail`` adds a mail draft for each, and an index. Nothing is written where
    a file of one of the names is there already, unless ``overwrite``, or where it is an input. Raises TypeError for
    what is no outcome: a master has no returns to correct.
    """
    if not isinstance(outcome, Outcome):
        raise TypeError(f"corrections are asked for of what check or merge gives, not of {type(outcome).__name__}")
    master = outcome.master
    copies: dict[str, FormParts] = {}
    for quarter in outcome.quarters:
        asked: dict[str, list[Finding]] = {}
        for office, finding in _asked_of(outcome, quarter):
            asked.setdefault(office, []).append(finding)
        unused = [entry for each in outcome.received for entry in each.unused]
        languages = _languages(outcome, quarter)
        came = Came(facts=outcome.facts, entries=outcome.entries, unused=unused, asked=asked, languages=languages)
        copies |= correction_copies(master, quarter, came)
    picture, noticed = open_logo(logo if logo is not None else master.settings.logo or None)
    heads = {name: parts.head for name, parts in copies.items()}
    found = [*noticed, *(address_findings(heads, master.offices) if mail else ())]
    index = index_name(next(iter(heads.values()))) if mail and heads else ""
    made = Generated(master, copies, in_order(found), picture, index)
    if out is not None:
        refuse_inputs([Path(out) / name for name in (*made.parts, *made.extras)], outcome.inputs)
        made.save(out, overwrite=overwrite, tick=tick)
    return made


def remind(
    outcome: Outcome | Source | Master, quarter: int, out: str | Path | None = None, *, overwrite: bool = False
) -> tuple[Draft, ...]:
    """A reminder to each office that owes answers for a quarter, written to the folder ``out`` if given.

    An office owes what is due on its form and has no answer, neither in the returns that were checked nor in the
    master; where a file of it could not be used, the reminder says why; given a master alone, nothing else has
    come back. Nothing is written where a file of one of the names is there already, unless ``overwrite``, or where
    it is an input. Raises UsageProblem for a quarter other than 1 to 4.
    """
    if not isinstance(outcome, Outcome):
        outcome = check(outcome, [], quarter=quarter)
    returned = {status.office for status in outcome.offices if status.quarter == quarter and status.files}
    specs = {name: each.whole() for name, each in compose_all(outcome.master, quarter).items()}
    drafts = reminders(outcome.master, specs, outcome.facts, outcome.entries, returned, _unusable(outcome, quarter))
    if out is not None:
        files = {draft.name: draft.data for draft in drafts}
        refuse_inputs([Path(out) / name for name in files], outcome.inputs)
        write_all(Path(out), [*files], files.items(), overwrite=overwrite)
    return drafts


def _asked_of(outcome: Outcome, quarter: int) -> Iterator[tuple[str, Finding]]:
    """Each finding that an office is asked about a quarter, with its code; a file that cannot be opened is an office's
    by the name under which its form was sent."""
    work = outcome.work()
    for finding, owner in zip(work.findings, work.owners, strict=True):
        if (finding.quarter or work.quarter or quarter) != quarter or not is_asked(finding, RETURN_CODES):
            continue
        unopened = not owner and finding.topic == "file"
        if whose := owner_by_name(outcome.master, quarter, finding.file) if unopened else owner:
            yield whose, finding


def _languages(outcome: Outcome, quarter: int) -> dict[str, str]:
    """The language of the form that an office returned last, by its code."""
    came = [each for each in outcome.received if each.quarter == quarter and each.language]
    return {each.office: each.language for each in sorted(came, key=lambda each: (each.saved, each.file))}


def _unusable(outcome: Outcome, quarter: int) -> dict[str, list[Finding]]:
    """Why files of offices do not count at all, by office."""
    found: dict[str, list[Finding]] = {}
    for office, finding in _asked_of(outcome, quarter):
        if finding.severity.is_error and finding.topic in ("file", "identity"):
            found.setdefault(office, []).append(finding)
    return found
