"""Who fills in: activities that nobody is asked about, and groups that name offices which do not exist.

Words of the register's "who" column that nobody knows are found when it is read.
"""

from collections.abc import Iterable, Iterator

from planbook.layout.master import GROUPS
from planbook.model import Finding, Master, find
from planbook.review.places import asked, in_register

CODES = ("nobody-fills-in", "group-code-unknown", "register-not-as-plan")


def check(master: Master) -> Iterable[Finding]:
    """Activities without anybody, and groups with codes that the offices sheet does not have."""
    yield from nobody_fills_in(master)
    yield from _not_as_plan(master)
    for group in master.offices.groups:
        for code in group.codes:
            if code not in master.offices.by_code:
                yield find("group-code-unknown", file=master.file, sheet=GROUPS.name, raw=code, group=group.name)


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


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:3]) + (f" … (+{len(listed) - 3})" if len(listed) > 3 else "")


def nobody_fills_in(master: Master) -> Iterator[Finding]:
    """Activities that are reported on and have nobody to do so.

    Where reading said already which word of theirs names nobody (``responsible-…``), that is the thing to mend.
    """
    explained = {finding.key for finding in master.findings if finding.code.startswith("responsible-")}
    for activity, decision in asked(master):
        if not decision.offices and activity.key not in explained:
            yield in_register(master, activity, "who")("nobody-fills-in", title=activity.title)
