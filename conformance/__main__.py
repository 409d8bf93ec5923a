"""``python -m conformance run --reader planbook [--reader datamaps …] [--failures] [--page FILE]``, or ``make``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.readers import DATA, READERS
from conformance.score import Mark, Score, counts, score


def cases() -> list[dict[str, Any]]:
    """The cases of the suite with their verdicts."""
    loaded: list[dict[str, Any]] = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
    return loaded


def run(reader: str, chosen: Sequence[dict[str, Any]]) -> list[Score]:
    """The scores of a reader on cases."""
    read = READERS[reader]([DATA / "files" / case["file"] for case in chosen])
    return [score(case, read[case["file"]]) for case in chosen]


def table(results: dict[str, list[Score]], chosen: Sequence[dict[str, Any]]) -> list[str]:
    """The results side by side, as Markdown: all cases, then by family and client."""
    lines = [f"| cases | {' | '.join(f'{reader}: {mark}' for reader in results for mark in Mark)} |"]
    lines.append("|---|" + "---:|" * (len(results) * len(Mark)))
    groups = {"all": [True] * len(chosen)}
    for family, name in (("typed", "typed in one way or another"), ("done", "done to the form")):
        groups[name] = [case["id"].startswith(family) for case in chosen]
    for client in dict.fromkeys(case["client"] for case in chosen):
        groups[f"saved by {client}"] = [case["client"] == client for case in chosen]
    for name, members in groups.items():
        numbers = []
        for scores in results.values():
            numbers += counts(each for each, member in zip(scores, members, strict=True) if member).values()
        lines.append(f"| {name} ({sum(members)}) | {' | '.join(map(str, numbers))} |")
    return lines


def main() -> int:
    """Run the suite; 1 where planbook took something wrongly or lost it in silence."""
    parser = argparse.ArgumentParser(prog="python -m conformance")
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="score readers on the suite")
    runs.add_argument("--reader", action="append", choices=READERS, required=True)
    runs.add_argument("--failures", action="store_true", help="name the cases that are not as expected")
    runs.add_argument("--page", type=Path, help="write the page of the docs")
    commands.add_parser("make", help="make the workbooks anew")
    asked = parser.parse_args()
    if asked.command == "make":
        from conformance.make import main as make

        make()
        return 0
    chosen = cases()
    results = {reader: run(reader, chosen) for reader in asked.reader}
    lines = table(results, chosen)
    print("\n".join(lines))
    if asked.failures:
        for reader, scores in results.items():
            for each in scores:
                if each.mark is not Mark.AS_EXPECTED:
                    print(f"{reader}\t{each.mark}\t{each.case}\t{'; '.join(each.about)}")
    if asked.page:
        intro = (DATA.parent / "README.md").read_text(encoding="utf-8").rstrip()
        asked.page.write_text("\n".join([intro, "", "## Results", "", *lines, ""]), encoding="utf-8")
    bad = counts(results.get("planbook", []))
    return int(bool(bad[Mark.WRONG] or bad[Mark.SILENT]))


if __name__ == "__main__":
    sys.exit(main())
