"""Offices: who cannot be mailed, who reports through whom in a circle, who is asked nothing.

Codes that are missing, bad or given twice are found when the offices sheet is read.
"""

from collections.abc import Iterable, Iterator

from planbook.layout.master import OFFICES
from planbook.model import Finding, Master, Office, find
from planbook.review.places import asked

CODES = ("offices-without-mail", "office-via-circle", "offices-asked-nothing")
NAMED = 12
"""How many offices a grouped finding names."""


def check(master: Master) -> Iterable[Finding]:
    """What the offices sheet leaves open."""
    book = master.offices
    codes = {code for _, decision in asked(master) for code in decision.offices}
    reporting = {book.reporter(code).code for code in codes if code in book.by_code}
    yield from _grouped(master, "offices-without-mail", [o for o in book.offices if o.code in reporting and not o.mail])
    yield from _circles(master)
    yield from _grouped(master, "offices-asked-nothing", [o for o in book.offices if o.code not in codes])


def _grouped(master: Master, code: str, offices: list[Office]) -> Iterator[Finding]:
    if offices:
        more = ", …" if len(offices) > NAMED else ""
        names = ", ".join(f"{office.name} ({office.code})" for office in offices[:NAMED]) + more
        yield find(code, file=master.file, sheet=OFFICES.name, count=len(offices), names=names)


def _circles(master: Master) -> Iterator[Finding]:
    """Each circle of "reports through" once, named from its first office in the order of the sheet."""
    by_code = master.offices.by_code
    told: set[str] = set()
    for office in by_code.values():
        chain = [office.code]
        while (via := by_code[chain[-1]].via) in by_code and via not in chain:
            chain.append(via)
        if via == office.code and office.code not in told:
            told.update(chain)
            circle = " → ".join([*chain, office.code])
            yield find("office-via-circle", file=master.file, sheet=OFFICES.name, office=office.code, raw=circle)
