"""Runs the benchmarks, prints their tables, and writes them to ``benchmarks/RESULTS.md``: ``./dev bench``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import returns

RESULTS = Path(__file__).with_name("RESULTS.md")

TEXT = """# Benchmarks

Ratios, not seconds: they are what lasts from one machine to another. Each line is the median of several rounds, in
each of which calamine runs right beside the reader it is compared with. `./dev bench` measures them anew and writes
this file.

## Reading {count} returns

Filled forms of the sample plan, one an office, over and over; two cores.

{table}

The goal is 1.5 times the bare cell read. It is not reached. A form of this size takes calamine about a thousandth of
a second; each of what else has to be done costs a part of that in Python: every part is inflated and its cells' order
checked before a native reader sees it (calamine is then given the inflated parts, so that nothing is inflated twice);
the stamp is unpacked; the fill-in sheet's XML is searched for the formats and formulas behind the input cells; rows
are placed by key and text and compared with what was issued (those that stand to the letter as issued by one
comparison a row); and every entry is read into an exact value with its cell. A worker's start, half a second of
imports, weighs as much again for a hundred files.
"""


def main() -> None:
    lines = returns.measure()
    text = returns.table(lines)
    print(text)
    RESULTS.write_text(TEXT.format(count=returns.FORMS, table=text), encoding="utf-8")
    print(f"→ {RESULTS}", file=sys.stderr)


main()
