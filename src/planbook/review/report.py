"""What lint found, as JSON."""

from planbook.model import Finding, Frozen


class LintReport(Frozen):
    """Everything lint found in a master, in an order that depends on nothing but the content."""

    format: str = "planbook-lint-report/1"
    plan: str
    year: int
    findings: tuple[Finding, ...]

    def to_json(self) -> bytes:
        """The report as UTF-8 JSON, indented, ending in a line break."""
        return (self.model_dump_json(indent=2) + "\n").encode()
