"""Who fills in: activities that nobody is asked about, and groups that name offices which do not exist.

Words of the register's "who" column that nobody knows are found when it is read.

The register: rows that still wait for somebody's word, and results that belong to no activity.

Offices: who cannot be mailed, who reports through whom in a circle, who is asked nothing.

Codes that are missing, bad or given twice are found when the offices sheet is read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from planbook.domain import Finding, Master, Office, natural_order
from planbook.layout.own_tables import GROUPS, OFFICES, REGISTER
from planbook.review.plan import asked, in_register
from planbook.words import FindingCode

RESPONSIBLE_CODES: tuple[FindingCode, ...] = (
    "nobody-fills-in",
    "group-code-unknown",
    "register-not-as-plan",
    "who-from-parent",
)


def check_responsible(master: Master) -> Iterable[Finding]:
    """Activities without anybody, and groups with codes that the offices sheet does not have."""
    yield from nobody_fills_in(master)
    yield from _not_as_plan(master)
    yield from _inherited(master)
    for group in master.offices.groups:
        for code in group.codes:
            if code not in master.offices.by_code:
                yield Finding.of("group-code-unknown", file=master.file, sheet=GROUPS.name, raw=code, group=group.name)


def _not_as_plan(master: Master) -> Iterator[Finding]:
    """Activities whose responsible cell names other offices than the register: one of the two was changed later."""
    names = {office.code: office.name for office in master.offices.offices}
    for activity, decision in asked(master):
        stated = master.by_plan.get(activity.key, ())
        if stated and decision.offices and set(stated) != set(decision.offices):
            yield in_register(master, activity, "who")(
                "register-not-as-plan",
                title=activity.title,
                raw=decision.who,
                stated=_some(names[code] for code in stated if code in names),
                where=f"{activity.sheet}!{activity.responsible_cell or activity.cell}",
            )


def _inherited(master: Master) -> Iterator[Finding]:
    """Activities that are asked of all that the one above is asked of, though their own words name places or units."""
    for activity, decision in asked(master):
        above = master.decisions.get(decision.origin.key)
        if above is None or not activity.key.startswith(f"{above.key}/") or decision.offices != above.offices:
            continue
        named = master.offices.places_in(" ".join([activity.title, *activity.notes]))
        if named:
            yield in_register(master, activity, "who")(
                "who-from-parent",
                title=activity.title,
                raw=", ".join(named),
                above=above.key,
                count=len(decision.offices),
            )


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:3]) + (f" … (+{len(listed) - 3})" if len(listed) > 3 else "")


def nobody_fills_in(master: Master) -> Iterator[Finding]:
    """Activities that are reported on and have nobody to do so.

    Where reading said already which word of theirs names nobody (``responsible-…``), that is the thing to mend.
    """
    explained = {finding.key for finding in master.findings if finding.topic == "responsible"}
    for activity, decision in asked(master):
        if not decision.offices and activity.key not in explained:
            yield in_register(master, activity, "who")("nobody-fills-in", title=activity.title)


REGISTER_CODES: tuple[FindingCode, ...] = ("review-open", "results-without-activity")
NAMED_KEYS = 12
"""How many keys a grouped finding names."""


def check_register(master: Master) -> Iterable[Finding]:
    """One finding for all rows whose review cell is not empty, and one for each old key that has results."""
    waiting = [decision for decision in master.decisions.values() if decision.review]
    if waiting:
        more = ", …" if len(waiting) > NAMED_KEYS else ""
        yield Finding.of(
            "review-open",
            file=master.file,
            sheet=waiting[0].sheet or REGISTER.name,
            cell=waiting[0].cells.get("review", ""),
            count=len(waiting),
            keys=", ".join(decision.key for decision in waiting[:NAMED_KEYS]) + more,
        )
    counts = Counter(fact.key for fact in master.facts if fact.key not in master.activities)
    for key in sorted(counts, key=natural_order):
        yield Finding.of("results-without-activity", file=master.file, key=key, count=counts[key])


OFFICES_CODES: tuple[FindingCode, ...] = ("offices-without-mail", "office-via-circle", "offices-asked-nothing")
NAMED_OFFICES = 12
"""How many offices a grouped finding names."""


def check_offices(master: Master) -> Iterable[Finding]:
    """What the offices sheet leaves open."""
    book = master.offices
    codes = {code for _, decision in asked(master) for code in decision.offices}
    reporting = {book.reporter(code).code for code in codes if code in book.by_code}
    yield from _grouped(master, "offices-without-mail", [o for o in book.offices if o.code in reporting and not o.mail])
    yield from _circles(master)
    yield from _grouped(master, "offices-asked-nothing", [o for o in book.offices if o.code not in codes])


def _grouped(master: Master, code: FindingCode, offices: list[Office]) -> Iterator[Finding]:
    if offices:
        more = ", …" if len(offices) > NAMED_OFFICES else ""
        names = ", ".join(f"{office.name} ({office.code})" for office in offices[:NAMED_OFFICES]) + more
        yield Finding.of(code, file=master.file, sheet=OFFICES.name, count=len(offices), names=names)


def _circles(master: Master) -> Iterator[Finding]:
    """Each circle of "reports through" once, named from its first office in the order of the sheet."""
    by_code = master.offices.by_code
    reported: set[str] = set()
    for office in by_code.values():
        chain = [office.code]
        while (via := by_code[chain[-1]].via) in by_code and via not in chain:
            chain.append(via)
        if via == office.code and office.code not in reported:
            reported.update(chain)
            circle = " → ".join([*chain, office.code])
            yield Finding.of("office-via-circle", file=master.file, sheet=OFFICES.name, office=office.code, raw=circle)
