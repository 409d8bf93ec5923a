"""Runs the benchmarks, prints their tables, and writes them to ``benchmarks/RESULTS.md``: ``./dev bench``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import returns

RESULTS = Path(__file__).with_name("RESULTS.md")

TEXT = """# Benchmarks

Ratios, not seconds: they are what lasts from one machine to another. Each line is the best of several rounds on the
same machine in the same run. `./dev bench` measures them anew and writes this file.

## Reading {count} returns

Filled forms of the sample plan, one an office, over and over; two cores.

{table}

The goal is 1.5 times the bare cell read. It is not reached. Before a value of a foreign file is believed, planbook
inflates every part once more to check it, reads the XML of the fill-in sheet for number formats and formulas (where
the XML tells), unpacks the stamp, and compares some 20 cells of every row with the form as it was issued; in Python
each of these costs about as much as calamine's whole read in Rust, for forms as small as these.
"""


def main() -> None:
    lines = returns.measure()
    text = returns.table(lines)
    print(text)
    RESULTS.write_text(TEXT.format(count=returns.FORMS, table=text), encoding="utf-8")
    print(f"→ {RESULTS}", file=sys.stderr)


main()
