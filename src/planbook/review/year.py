"""The fiscal year: what sheets, titles and settings say of it, in the Buddhist era."""

from collections.abc import Iterable, Iterator

from planbook.layout.master import SETTINGS
from planbook.layout.original import YEAR
from planbook.model import Finding, Master, find
from planbook.text import clean, digits

CODES = ("year-sheet-differs", "year-title-differs", "year-setting-differs", "year-unknown")


def check(master: Master) -> Iterable[Finding]:
    """Years that differ from the plan's: of a sheet's table, of a title, of the settings."""
    year = master.plan.year
    if not master.year:
        yield find("year-unknown", file=master.file, sheet=SETTINGS.name)
    if year is None:
        return
    if master.settings.year and master.settings.year != year:
        yield find(
            "year-setting-differs", file=master.file, sheet=SETTINGS.name, raw=str(master.settings.year), year=year
        )
    for strategy in master.plan.strategies:
        if strategy.year and strategy.year != year:
            yield find("year-sheet-differs", file=master.file, sheet=strategy.sheet, raw=str(strategy.year), year=year)
        else:
            yield from _title(master, strategy.title, strategy.sheet)
    if master.plan.summary:
        yield from _title(master, master.plan.title, "")


def _title(master: Master, title: str, sheet: str) -> Iterator[Finding]:
    """A title that names years, and not the plan's."""
    years = [int(found) for found in YEAR.findall(digits(clean(title)))]
    if years and master.plan.year not in years:
        yield find("year-title-differs", file=master.file, sheet=sheet, raw=title, year=master.plan.year)
