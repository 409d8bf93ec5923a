"""What an office saw in a cell: its value, in the light of what the file says behind it.

A piece that is struck out is not there any more, a figure of a formula that leads back to itself means nothing, a
picture is no text, and words look as their number format shows them.
"""

from dataclasses import dataclass

from planbook.book.foreign import CellInfo, Formulas, Unseen, display, is_picture
from planbook.domain import Field, InputKind, clean
from planbook.returns.cells import shown
from planbook.returns.numbers import Reason


@dataclass(frozen=True)
class Seen:
    """A cell as it was seen.

    ``value`` is what is left of it without struck pieces, ``shows`` the text in which it is shown where that is not
    plainly its value, ``struck`` the pieces that were left out. ``reason`` is the code of the finding that says why it
    cannot be used, else empty; ``text`` is what stands in the cell then, ``suggestion`` what may be meant.
    ``is_external`` tells of a formula that takes its value from another file.
    """

    value: object
    text: str = ""
    shows: str | None = None
    struck: str = ""
    reason: Reason = ""
    suggestion: str = ""
    is_external: bool = False


def is_words(field: Field, kind: InputKind) -> bool:
    """Whether an input takes words: statuses, remarks, and results in words."""
    return field in (Field.STATUS, Field.REMARK) or (field is Field.RESULT and kind is InputKind.TEXT)


def see(value: object, behind: CellInfo | None, formulas: Formulas, cell: str, *, is_text: bool) -> Seen:
    """What the office saw in an input cell that is not blank; ``is_text`` where the input takes words."""
    text = shown(value)
    if isinstance(value, Unseen):
        picture = behind is not None and is_picture(behind.formula)
        reason: Reason = "error-value" if value.is_error else "formula-without-value"
        return Seen(value, text, reason="cell-is-picture" if picture else reason)
    if behind is None:
        return Seen(value)
    if behind.struck and not behind.runs:
        return Seen(value, text, reason="value-struck")
    if behind.has_formula or text.startswith("="):
        formula = formulas.text(cell) or text
        if is_picture(formula):
            return Seen(value, text, reason="cell-is-picture")
        if formulas.leads_back(cell):
            return Seen(value, text, reason="formula-circular")
        external = formulas.links_elsewhere(cell)
        return Seen(value, shows=_shows(value, behind, formulas), is_external=external)
    if behind.runs:
        return _without_struck(behind, text, is_text=is_text)
    return Seen(value, shows=_shows(value, behind, formulas) if is_text else None)


def _shows(value: object, behind: CellInfo, formulas: Formulas) -> str | None:
    if isinstance(value, str | bool):
        return None
    return behind.display or display(value, behind.number_format, from_1904=formulas.metadata.from_1904)


def _without_struck(behind: CellInfo, text: str, *, is_text: bool) -> Seen:
    struck = "".join(run.text for run in behind.runs if run.struck)
    left = "".join(run.text for run in behind.runs if not run.struck)
    if not clean(left):
        return Seen(text, text, reason="value-struck")
    if not is_text and any(run.raised and not run.struck for run in behind.runs):
        level = "".join(run.text for run in behind.runs if not run.struck and not run.raised)
        return Seen(text, text, reason="number-raised", suggestion=clean(level))
    return Seen(left, struck=clean(struck))
