"""What a cell of a detail form or of the list of facts shows, by the marks and captions of its own sheet."""

from collections.abc import Sequence

from planbook.book.grid import Grid, GridValue
from planbook.consolidated.fact_rows import FACTS_COLUMNS, FACTS_NEEDED
from planbook.consolidated.records import own_columns
from planbook.domain import QUARTERS, WHOLE_YEAR
from planbook.domain.explanation import Meaning, Shows
from planbook.domain.text import one_line
from planbook.layout import detail as layout
from planbook.layout.own_tables import sheet_text

_TARGET, _RESULT, _TOTAL = map(sheet_text, (layout.TARGET_CAPTION, layout.RESULT_CAPTION, layout.TOTAL_CAPTION))


def on_detail(grid: Grid, row: int, col: int) -> Meaning | None:
    """What a cell of a detail form shows, by the form's hidden column of codes and its captions."""
    heading = next((n for n, cells in enumerate(grid.rows) if layout.CODES_MARK in cells), 0)
    if not heading or row <= heading:
        return None
    captions = grid.rows[heading]
    codes = captions.index(layout.CODES_MARK)
    key = text_at(grid.rows[heading - 1], codes)
    at = next((n for n in range(min(row, len(grid.rows) - 1), heading, -1) if text_at(grid.rows[n], codes)), 0)
    code = text_at(grid.rows[at], codes)
    column = _columns(captions, grid.rows[heading - 2]).get(col)
    if not at or not key or column is None or (code == layout.REGION_CODE and row > at + 1):
        return None
    what, quarter = column
    if code == layout.REGION_CODE and row == at + 1:
        return Meaning(shows=Shows.BEHIND, key=key, quarter=quarter)
    office = "" if code == layout.REGION_CODE else code
    shows = Shows.TARGET if what == _TARGET else Shows.OFFICE if office else Shows.RESULT
    return Meaning(shows=shows, key=key, office=office, quarter=quarter)


def _columns(captions: Sequence[GridValue], above: Sequence[GridValue]) -> dict[int, tuple[str, int]]:
    """The columns of a detail form's figures: what each holds, and of which quarter (0 for the year)."""
    found = {}
    for caption in (_TARGET, _RESULT):
        at = [col for col in range(len(captions)) if text_at(captions, col) == caption]
        found.update({col: (caption, quarter) for quarter, col in zip(QUARTERS, at, strict=False)})
    found.update({col: (_TOTAL, WHOLE_YEAR) for col in range(len(above)) if text_at(above, col) == _TOTAL})
    return found


def on_facts(grid: Grid, row: int, col: int) -> Meaning | None:
    """The result of a line of the list of facts."""
    columns = own_columns(grid.rows, FACTS_COLUMNS, FACTS_NEEDED) or {}
    if columns.get("result") != col + 1:
        return None
    cells = grid.rows[row]
    quarter = text_at(cells, columns["quarter"] - 1)
    if not quarter.isdecimal():
        return None
    key, office = (text_at(cells, columns[name] - 1) for name in ("key", "office"))
    return Meaning(shows=Shows.OFFICE, key=key, office=office, quarter=int(quarter))


def text_at(cells: Sequence[GridValue], col: int) -> str:
    """What a cell of a row says, on one line; a whole number without decimals, empty where there is none."""
    value = cells[col] if col < len(cells) else None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else one_line(str(value or ""))
