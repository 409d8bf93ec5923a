"""Who fills in: activities that nobody is asked about, and groups that name offices which do not exist.

Words of the register's "who" column that nobody knows are found when it is read.
"""

from collections.abc import Iterable, Iterator

from planbook.layout.master import GROUPS
from planbook.model import Finding, Master, find
from planbook.review.places import asked, in_register

CODES = ("nobody-fills-in", "group-code-unknown")


def check(master: Master) -> Iterable[Finding]:
    """Activities without anybody, and groups with codes that the offices sheet does not have."""
    yield from nobody_fills_in(master)
    for group in master.offices.groups:
        for code in group.codes:
            if code not in master.offices.by_code:
                yield find("group-code-unknown", file=master.file, sheet=GROUPS.name, raw=code, group=group.name)


def nobody_fills_in(master: Master) -> Iterator[Finding]:
    """Activities that are reported on and have nobody to do so.

    Where reading said already which word of theirs names nobody (``responsible-…``), that is the thing to mend.
    """
    explained = {finding.key for finding in master.findings if finding.code.startswith("responsible-")}
    for activity, decision in asked(master):
        if not decision.offices and activity.key not in explained:
            yield in_register(master, activity, "who")("nobody-fills-in", title=activity.title)
