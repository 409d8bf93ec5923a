"""The report of a check or merge as JSON; its schema is kept in ``schemas/merge-report.schema.json``.

What lint found, as JSON.
"""

from planbook.domain import Entry, Finding, OfficeStatus, Result, Tally
from planbook.domain.data import Data


class MergeReport(Data):
    """Everything a check or merge found, in an order that depends on nothing but the content."""

    format: str = "planbook-merge-report/1"
    plan: str
    year: int
    quarters: tuple[int, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    offices: tuple[OfficeStatus, ...]
    results: tuple[Result, ...]
    conservation: Tally

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()


class LintReport(Data):
    """Everything lint found in a master, in an order that depends on nothing but the content."""

    format: str = "planbook-lint-report/1"
    plan: str
    year: int
    findings: tuple[Finding, ...]

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()
