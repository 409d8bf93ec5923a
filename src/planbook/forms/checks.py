"""The check column: formulas that tell the office in words what a row still needs, and what they show at first.

Formulas are nested seven deep at most, so that the form survives being saved as an old .xls workbook.
"""

from decimal import Decimal

from planbook.forms.words import CheckWords
from planbook.layout.form import PROGRESS_LABELS
from planbook.model import Comparator, Direction, FormLine, InputKind, Progress, Quantity, QuantityKind
from planbook.text import read_quantity

_HUNDRED = Decimal(100)


def unmet(line: FormLine, quarter: int, cell: str) -> tuple[str, bool] | None:
    """The condition under which a result misses its target, and whether by being too much; None if it cannot be told.

    It can be told where the target is one number and speaks the row's own unit.
    """
    target = read_quantity(line.targets.get(quarter))
    bound = _bound(line, target) if target else None
    if target is None or bound is None:
        return None
    at_most = {
        Comparator.AT_MOST: True,
        Comparator.LESS: True,
        Comparator.AT_LEAST: False,
        Comparator.MORE: False,
    }.get(target.comparator or Comparator.EQUAL, line.direction is Direction.AT_MOST)
    strict = target.comparator in (Comparator.LESS, Comparator.MORE)
    sign = (">" if at_most else "<") + ("=" if strict else "")
    return f"ROUND({cell},6){sign}{bound}", at_most  # 0.1+0.2 is not 0.3 to a spreadsheet: six places are plenty


def _bound(line: FormLine, target: Quantity) -> str | None:
    if target.kind is not QuantityKind.VALUE or target.value is None:
        return None
    if line.kind in (InputKind.PERCENT, InputKind.RATIO):
        return f"{target.value / _HUNDRED:f}" if target.unit == "%" else None
    if line.kind is not InputKind.NUMBER or (target.unit and line.unit and target.unit != line.unit):
        return None
    return f"{target.value:f}"


def formula(line: FormLine, quarter: int, cells: dict[str, str], words: CheckWords, language: str) -> str:
    """The formula of a row's check cell.

    ``cells`` gives the addresses of ``result``, ``numerator``, ``denominator``, ``status`` and ``remark``.
    """
    blank = _when_blank(line, cells["status"], words, language)
    if line.kind is InputKind.RATIO:
        return "=" + _ratio(line, quarter, cells, words, language, blank)
    result = cells["result"]
    judged = _judged(line, quarter, cells, words, language)
    if line.kind is InputKind.TEXT:
        return f'=IF(TRIM({result})="",{blank},{judged})'
    return (
        f'=IF(TRIM({result})="",{blank},IF(NOT(ISNUMBER({result})),{_text(words.not_number)},'
        f"IF({result}<0,{_text(words.negative)},{judged})))"
    )


def first_shown(line: FormLine, words: CheckWords) -> str:
    """What the check cell shows in a form that nobody has touched."""
    return words.empty if line.due else words.optional


def _when_blank(line: FormLine, status: str, words: CheckWords, language: str) -> str:
    if not line.due:
        return f'IF({status}="",{_text(words.optional)},{_text(words.ok)})'
    answers = ",".join(
        f"{status}={_text(PROGRESS_LABELS[progress][language])}"
        for progress in (Progress.NOTHING, Progress.NOT_STARTED)
    )
    return f'IF(TRIM({status})="",{_text(words.empty)},IF(OR({answers}),{_text(words.ok)},{_text(words.no_result)}))'


def _judged(line: FormLine, quarter: int, cells: dict[str, str], words: CheckWords, language: str) -> str:
    """The verdict on a result that can be read."""
    nothing = _text(PROGRESS_LABELS[Progress.NOTHING][language])
    verdict = _text(words.ok)
    missed = unmet(line, quarter, cells["result"])
    if missed:
        condition, too_much = missed
        says = _text(words.above if too_much else words.below)
        verdict = f'IF(AND({condition},{cells["remark"]}=""),{says},{verdict})'
    if line.kind is InputKind.PERCENT:
        verdict = f"IF({cells['result']}>1,{_text(words.over_percent)},{verdict})"
    return f"IF({cells['status']}={nothing},{_text(words.contradicts)},{verdict})"


def _ratio(line: FormLine, quarter: int, cells: dict[str, str], words: CheckWords, language: str, blank: str) -> str:
    above, below = cells["numerator"], cells["denominator"]
    judged = _judged(line, quarter, cells, words, language)
    return (
        f'IF(AND(TRIM({above})="",TRIM({below})=""),{blank},'
        f"IF(COUNT({above},{below})<2,{_text(words.both_parts)},"
        f"IF(OR({above}<0,{below}<=0),{_text(words.no_whole)},"
        f"IF({above}>{below},{_text(words.over_percent)},{judged}))))"
    )


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
