"""The report of a check or merge as JSON; its schema is kept in ``schemas/merge-report.schema.json``."""

from planbook.model import Conservation, Entry, Finding, Frozen, OfficeStatus, Result


class MergeReport(Frozen):
    """Everything a check or merge found, in an order that depends on nothing but the content."""

    format: str = "planbook-merge-report/1"
    plan: str
    year: int
    quarters: tuple[int, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    offices: tuple[OfficeStatus, ...]
    results: tuple[Result, ...]
    conservation: Conservation

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()
