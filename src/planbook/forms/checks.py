"""The check column: formulas that tell the office in words what a row still needs, and what they show as issued.

A check is a small tree of questions, so that its formula and what it shows in the form as issued are one and the same
statement. Formulas stay shallow (eight functions within each other, as an old .xls can keep) and survive whatever is
pasted into a row: texts, error values, statuses that no list offers.

An unusual figure (see :func:`unusual`), a missed target, and "nothing to report" where the register says so ask for
their reason in the remark: the remark is the reason cell, so that a form has no input more than it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation

from planbook.domain import (
    Comparator,
    FormLine,
    InputKind,
    Number,
    Progress,
    plain_text,
    read_quantity,
    unit_of,
)
from planbook.domain.number import HUNDRED, plain, quotient
from planbook.domain.quantity import Bound, bound_of, less_is_better
from planbook.layout.form import COLUMN, MOST_OVER, OUTLIER_FACTOR, PROGRESS_LABELS
from planbook.layout.words import CheckWords, needed_texts

_FIFTEEN = Context(prec=15)
_SLACK = Decimal("1e-13")
"""How much of itself a bound gives way: 0.1+0.2 is not 0.3 to a spreadsheet, which keeps 15 digits."""


@dataclass(frozen=True)
class If:
    """A question: its test as a formula, whether it holds in the form as issued, and what follows."""

    test: str
    holds: bool
    yes: "Check"
    no: "Check"


Check = If | str
"""A check: a question, or the text that the check column shows."""


def formula_of(check: Check) -> str:
    """A check as a spreadsheet formula, without the leading ``=``."""
    if isinstance(check, str):
        return _text(check)
    return f"IF({check.test},{formula_of(check.yes)},{formula_of(check.no)})"


def shown_by(check: Check) -> str:
    """What a check shows in the form as issued."""
    while not isinstance(check, str):
        check = check.yes if check.holds else check.no
    return check


def texts_of(check: Check) -> set[str]:
    """Everything that a check may come to say."""
    return {check} if isinstance(check, str) else texts_of(check.yes) | texts_of(check.no)


def formula(line: FormLine, quarter: int, cells: Mapping[str, str], words: CheckWords, language: str) -> str:
    """The formula of a row's check cell; ``cells`` gives the addresses of its inputs."""
    return "=" + formula_of(check_of(line, quarter, cells, words, language))


def check_of(line: FormLine, quarter: int, cells: Mapping[str, str], words: CheckWords, language: str) -> Check:
    """A row's check.

    ``cells`` gives the addresses of the row's inputs, by the field they report (``result``, ``status`` …).
    """
    return _Row(line, quarter, cells, words, language).check()


def share(numerator: str, denominator: str) -> Number | None:
    """A ratio's result as issued, a fraction; None where its parts give none."""
    above, below = _number(numerator), _number(denominator)
    return quotient(above, below) if above is not None and below is not None and below > 0 else None


@dataclass(frozen=True)
class Limit:
    """A result beyond which its row asks for a reason: ``< bound``, ``> bound``, and with ``strict`` the bound too.

    Percentages are fractions, as in their cells.
    """

    bound: Decimal
    below: bool
    strict: bool = False

    @property
    def edge(self) -> Decimal:
        """The figure that results are compared with: the bound, and what a spreadsheet's digits leave open."""
        slack = (abs(self.bound) or 1) * _SLACK
        return plain(_FIFTEEN.add(self.bound, slack if self.below is self.strict else -slack))

    def test(self, cell: str) -> str:
        """The limit as a formula about a cell."""
        return f"{cell}{'<' if self.below else '>'}{plain_text(self.edge)}"

    def holds(self, value: Number | None) -> bool:
        """Whether a figure is beyond the limit."""
        if value is None:
            return False
        return value < self.edge if self.below else value > self.edge


def missed(line: FormLine, quarter: int) -> tuple[Limit, ...]:
    """The results that miss a row's target; none where that cannot be told (see :func:`bound_of`)."""
    bound = _bound(line, quarter)
    if bound is None:
        return ()
    value = _in_cell(line, bound.value)
    if bound.comparator is Comparator.EQUAL:
        return Limit(value, below=True), Limit(value, below=False)
    strict = bound.comparator in (Comparator.LESS, Comparator.MORE)
    at_most = bound.comparator in (Comparator.AT_MOST, Comparator.LESS)
    return (Limit(value, below=not at_most, strict=strict),)


def unusual(line: FormLine, quarter: int) -> tuple[Limit, ...]:
    """The results of a row that are unusual: far above its target, and below the running total of an earlier quarter.

    The first can be told of a row whose target can and where more is better; the second of a cumulative activity
    that has a figure.
    """
    return tuple(limit for limit in (_far(line, quarter), _fallen(line, quarter)) if limit)


def _far(line: FormLine, quarter: int) -> Limit | None:
    bound = _bound(line, quarter)
    if bound is None or not bound.value or less_is_better(read_quantity(line.targets.get(quarter)), line.direction):
        return None
    far = _in_cell(line, bound.value) * OUTLIER_FACTOR
    return None if line.kind is not InputKind.NUMBER and far >= 1 else Limit(far, below=False)


def _fallen(line: FormLine, quarter: int) -> Limit | None:
    if not line.cumulative or line.kind is not InputKind.NUMBER:
        return None
    known = [read_quantity(text) for number, text in sorted(line.earlier.items()) if number < quarter]
    figures = [quantity.value for quantity in known if quantity and quantity.value is not None]
    return Limit(figures[-1], below=True) if figures else None


def _bound(line: FormLine, quarter: int) -> Bound | None:
    if line.kind is InputKind.TEXT:
        return None
    return bound_of(read_quantity(line.targets.get(quarter)), line.direction, unit_of(line.kind, line.unit))


def _in_cell(line: FormLine, value: Decimal) -> Decimal:
    """A figure as the row's result cell holds it: a percentage as a fraction."""
    return plain(value / HUNDRED) if line.kind in (InputKind.PERCENT, InputKind.RATIO) else value


class _Row:
    """One row's questions; holds its cells and what stands in them as issued."""

    def __init__(
        self, line: FormLine, quarter: int, cells: Mapping[str, str], words: CheckWords, language: str
    ) -> None:
        self.line, self.quarter, self.cells, self.words = line, quarter, cells, words
        self.given = {name: line.given.get(name, "").strip() for name in cells}
        self.needed = {
            str(column.field): needed_texts(language)[key]
            for key, column in COLUMN.items()
            if column.needed and column.ask(line)
        }
        self.labels = {progress: label[language] for progress, label in PROGRESS_LABELS.items()}
        self.result = (
            share(self.given["numerator"], self.given["denominator"])
            if line.kind is InputKind.RATIO
            else _number(self.given["result"])
        )

    def check(self) -> Check:
        """The whole check of the row."""
        if self.line.kind is InputKind.RATIO:
            return self._ratio()
        if self.line.kind is InputKind.TEXT:
            return self._words()
        return self._figure()

    def _figure(self) -> Check:
        result, given = self.cells["result"], self.given["result"]
        says = self._judged()
        if self.line.kind is InputKind.PERCENT:
            says = self._over(says)
        says = If(f"{result}<0", self.result is not None and self.result < 0, self.words.negative, says)
        other = If(f'TRIM({result})=""', not given, self._blank(), self.words.not_number)
        # an error value pasted in would make an error of every question about it but this one
        other = If(f"ISERROR({result})", False, self.words.not_number, other)
        return If(f"ISNUMBER({result})", self.result is not None, says, other)

    def _over(self, says: Check) -> Check:
        most = MOST_OVER if self.line.over_100 else 1
        over = self.result is not None and self.result > most
        result = self.cells["result"]
        # pasted with the format of another cell, 1 may be 1 % and 95 is no 9500 %. Where a program knows no CELL: false
        shape = f'CELL("format",{result})'
        plain = f'ISTEXT({shape})*ISERROR(SEARCH("P",{shape}))'
        wrong = If(plain, False, self.words.percent_sign, self.words.over_percent)
        return If(f"({result}>{most})+{plain}*({result}<>0)", over, wrong, says)

    def _words(self) -> Check:
        result = self.cells["result"]
        says: Check = If(f'TRIM({result})=""', not self.given["result"], self._blank(), self._status(self._complete()))
        return If(f"ISERROR({result})", False, self.words.not_text, says)

    def _ratio(self) -> Check:
        above, below = self.cells["numerator"], self.cells["denominator"]
        part, whole = _number(self.given["numerator"]), _number(self.given["denominator"])
        both = part is not None and whole is not None
        says: Check = self._judged()
        if not self.line.over_100:
            says = If(f"{above}>{below}", both and (part or 0) > (whole or 0), self.words.over_percent, says)
        no_whole = both and ((part or 0) < 0 or (whole or 0) <= 0)
        says = If(f"OR({above}<0,{below}<=0)", no_whole, self.words.no_whole, says)
        blank = not self.given["numerator"] and not self.given["denominator"]
        # blank as a person sees it: nothing, or spaces alone
        other = If(f'AND(TRIM({above})="",TRIM({below})="")', blank, self._blank(), self.words.both_parts)
        other = If(f"ISERROR({above}&{below})", False, self.words.both_parts, other)
        return If(f"COUNT({above},{below})=2", both, says, other)

    def _blank(self) -> Check:
        """What a row without a result says, by its status."""
        status, said = self.cells["status"], self.given["status"]
        nothing = self.labels[Progress.NOTHING]
        answers = [nothing, self.labels[Progress.NOT_STARTED]]
        is_answer = "OR(" + ",".join(f"{status}={_text(label)}" for label in answers) + ")"
        says: Check = If(is_answer, said in answers, self.words.ok, self.words.no_result)
        if not self.line.due:
            says = self.words.ok
        if self.line.nil_remark:
            explained = bool(self.given["remark"])
            unexplained = f'({status}={_text(nothing)})*({self.cells["remark"]}="")'
            says = If(unexplained, said == nothing and not explained, self.words.nil_remark, says)
        says = If(*self._bad_status(), self.words.bad_status, says)
        return If(f'TRIM({status})=""', not said, self.words.empty if self.line.due else self.words.optional, says)

    def _bad_status(self) -> tuple[str, bool]:
        status, said = self.cells["status"], self.given["status"]
        tests = [f'{status}<>""', *(f"{status}<>{_text(label)}" for label in self.labels.values())]
        return "AND(" + ",".join(tests) + ")", bool(said) and said not in self.labels.values()

    def _complete(self) -> Check:
        """What a row with a good result says: what else is needed beside it, or that all is well."""
        says: Check = self.words.ok
        for name, text in reversed(self.needed.items()):
            says = If(f'TRIM({self.cells[name]})=""', not self.given[name], text, says)
        return says

    def _status(self, says: Check) -> Check:
        """What a row with a result says: its status must not speak against it."""
        nothing = self.labels[Progress.NOTHING]
        contradicts = f"{self.cells['status']}={_text(nothing)}"
        says = If(contradicts, self.given["status"] == nothing, self.words.contradicts, says)
        return If(*self._bad_status(), self.words.bad_status, says)

    def _judged(self) -> Check:
        """The verdict on a figure that can be read: what misses its target or is unusual asks for a reason."""
        limits = [
            (limit, self.words.below if limit.below else self.words.above) for limit in missed(self.line, self.quarter)
        ]
        limits += [
            (limit, self.words.fallen if limit.below else self.words.far) for limit in unusual(self.line, self.quarter)
        ]
        says = self._complete()
        for limit, text in reversed(limits):
            # "*" is "and" without a function: an .xls keeps eight of them within each other
            test = f'({limit.test(self.cells["result"])})*({self.cells["remark"]}="")'
            says = If(test, limit.holds(self.result) and not self.given["remark"], text, says)
        return self._status(says)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
