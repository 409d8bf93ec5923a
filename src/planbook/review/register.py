"""The register: rows that still wait for somebody's word, and results that belong to no activity."""

from collections import Counter
from collections.abc import Iterable

from planbook.layout.master import REGISTER
from planbook.model import Finding, Master, find, natural_order

CODES = ("review-open", "results-without-activity")
NAMED = 12
"""How many keys a grouped finding names."""


def check(master: Master) -> Iterable[Finding]:
    """One finding for all rows whose review cell is not empty, and one for each old key that has results."""
    waiting = [decision for decision in master.decisions.values() if decision.review]
    if waiting:
        more = ", …" if len(waiting) > NAMED else ""
        yield find(
            "review-open",
            file=master.file,
            sheet=waiting[0].sheet or REGISTER.name,
            cell=waiting[0].cells.get("review", ""),
            count=len(waiting),
            keys=", ".join(decision.key for decision in waiting[:NAMED]) + more,
        )
    counts = Counter(fact.key for fact in master.facts if fact.key not in master.activities)
    for key in sorted(counts, key=natural_order):
        yield find("results-without-activity", file=master.file, key=key, count=counts[key])
