"""The accepted reports as a tidy table, for pandas and for programs that read CSV or Parquet.

One row an activity, office and quarter. The columns and what they hold are :data:`COLUMNS`
(``docs/data.md``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.book.filenames import file_name
from planbook.domain import Fact, Master, is_number, plain_text
from planbook.errors import PlanbookError, UsageProblem

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = {
    "key": "the activity's key, such as 8/1/03/03.2",
    "title": "the activity's title",
    "office": "the office's code",
    "office_name": "the office's name",
    "quarter": "1 to 4",
    "result": "an exact number (a percentage on the 0-100 scale), a text, or nothing; in files a number as its digits,"
    " one that no decimal can hold as a fraction (100/3)",
    "unit": "the unit of the result",
    "numerator": "of a ratio, its part",
    "denominator": "of a ratio, its whole",
    "progress": "done, in_progress, not_started or nothing (to report); nothing where it was not said",
    "remark": "the office's remark",
    "raw": "what the office typed, to the letter",
    "file": "the return it came from",
    "sheet": "its sheet",
    "cell": "its cell",
    "saved": "when the return says it was saved (ISO 8601), as it says it",
    "doubt": "a later file of the office that leaves the answer out, so that the office is to be asked; else empty",
}
"""The columns of the table, and what they hold."""
NUMBER = "number"
"""A further column of files: the result as a floating-point number, for programs that draw; empty where it is none."""


def facts_frame(master: Master, facts: Iterable[Fact]) -> pd.DataFrame:
    """The facts as a table with the columns of :data:`COLUMNS`, numbers as exact decimals or fractions."""
    import pandas as pd

    activities, offices = master.activities, master.offices.by_code
    rows = [
        {
            **asdict(fact),
            "title": " ".join(activities[fact.key].title.split()) if fact.key in activities else "",
            "office_name": offices[fact.office].name if fact.office in offices else "",
        }
        for fact in facts
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def facts_file(master: Master, facts: Iterable[Fact], name: str) -> bytes:
    """The same as a file, by the ending of its ``name``: ``.csv`` (UTF-8 with a byte order mark, as Excel wants it) or
    ``.parquet``. Texts and exact numbers are texts; the column ``number`` holds the result as a float.

    Raises UsageProblem ``facts-ending`` for another ending, and PlanbookError ``pyarrow-missing`` for Parquet without
    pyarrow.
    """
    ending = Path(name).suffix.lower()
    if ending not in (".csv", ".parquet"):
        raise UsageProblem("facts-ending", file=name)
    frame = _exact_frame(master, facts)
    if ending == ".parquet":
        return _parquet(frame)
    buffer = io.BytesIO()
    frame.to_csv(buffer, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return buffer.getvalue()


def facts_dataset(master: Master, facts: Iterable[Fact]) -> dict[str, bytes]:
    """The same as files of a folder that many regions share: ``year=2562/quarter=1/REGION.parquet`` by quarter, without
    the column ``quarter``. REGION is what the plan is called in its settings, else ``plan``.

    The quarters without results have no file. Raises PlanbookError ``pyarrow-missing``.
    """
    name = file_name(master.settings.plan_id, "", "plan")
    frame = _exact_frame(master, facts)
    return {
        f"year={master.year}/quarter={quarter}/{name}.parquet": _parquet(part.drop(columns="quarter"))
        for quarter, part in frame.groupby("quarter", sort=True)
    }


def _exact_frame(master: Master, facts: Iterable[Fact]) -> pd.DataFrame:
    frame = facts_frame(master, facts)
    results = list(frame["result"])
    for column in COLUMNS:
        if column != "quarter":
            frame[column] = [_as_text(value) for value in frame[column]]
    frame[NUMBER] = [float(value) if is_number(value) else None for value in results]
    frame[NUMBER] = frame[NUMBER].astype("float64")
    frame["quarter"] = frame["quarter"].astype("int64")
    return frame


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    try:
        frame.to_parquet(buffer, index=False, engine="pyarrow")
    except ImportError as problem:
        raise PlanbookError("pyarrow-missing") from problem
    return buffer.getvalue()


def _as_text(value: object) -> str:
    if is_number(value):
        return plain_text(value)
    return "" if value is None or value != value else str(value)
