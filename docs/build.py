"""Write the generated pages of the docs: the findings and the command line.

``python docs/build.py`` writes them; ``--check`` exits 1 where a page is not what it would write.
"""

import os
import subprocess
import sys
from pathlib import Path

from planbook.cli import COMMANDS
from planbook.domain import Severity, finding_kinds
from planbook.words import sentences

HERE = Path(__file__).parent
SEVERITIES = {
    Severity.ERROR: "✗ ต้องแก้ไข / error",
    Severity.WARNING: "! ควรตรวจสอบ / warning",
    Severity.INFO: "· เพื่อทราบ / info",
}


def findings() -> str:
    """Every kind of finding, by severity, with its words and how to mend it."""
    lines = [
        "# Findings / สิ่งที่โปรแกรมแจ้ง",
        "",
        "Generated from `src/planbook/words/` by `docs/build.py`. Words in braces are filled in.",
    ]
    for severity, title in SEVERITIES.items():
        lines += ["", f"## {title}"]
        for code, kind in sorted(finding_kinds().items()):
            if kind.severity is severity:
                th, en = (
                    [sentences(language)[f"finding.{code}.{part}"] for part in ("message", "hint")]
                    for language in ("th", "en")
                )
                lines += ["", f"### `{code}`", "", th[0], "", en[0], "", f"→ {th[1]}", "", f"→ {en[1]}"]
    return "\n".join(lines) + "\n"


def command_line() -> str:
    """The help of every command in both languages, as a terminal of 100 columns shows it."""
    lines = ["# The command line / คำสั่ง", "", "Generated from the commands' own help by `docs/build.py`."]
    lines += [
        "Every command speaks one language: `--lang`, else `PLANBOOK_LANG`, the master's, the system's, else Thai."
    ]
    for name in COMMANDS:
        lines += ["", f"## planbook {name}"]
        for language in ("th", "en"):
            help_text = subprocess.run(
                [sys.executable, "-m", "planbook", name, "--help", "--lang", language],
                env={**os.environ, "COLUMNS": "100"},
                capture_output=True,
                encoding="utf-8",
                check=True,
            ).stdout
            lines += ["", "```", help_text.rstrip(), "```"]
    return "\n".join(lines) + "\n"


PAGES = {"findings.md": findings, "cli.md": command_line}


def main() -> int:
    """Write the pages, or check them."""
    stale = []
    for name, make in PAGES.items():
        page = HERE / name
        if not page.exists() or page.read_text(encoding="utf-8") != make():
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(make(), encoding="utf-8")
    if stale:
        print(("stale: " if "--check" in sys.argv else "wrote ") + ", ".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
