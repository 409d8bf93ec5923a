"""The budget: capital and operating parts against the total, in million baht."""

from collections.abc import Iterable
from decimal import Decimal

from planbook.model import Finding, Master, Quantity, QuantityKind
from planbook.review.places import in_plan
from planbook.text import format_number

CODES = ("budget-sum", "budget-part")


def check(master: Master) -> Iterable[Finding]:
    """Totals that are not the sum of their parts; a part that is empty, "-" or "ไม่มี" counts as none of it."""
    for activity in master.activities.values():
        budget = activity.budget
        total = _value(budget.total)
        parts = [_value(budget.capital), _value(budget.operating)]
        given = [part for part in parts if part is not None]
        if total is None or not given or not all(_known(q) for q in (budget.capital, budget.operating)):
            continue
        added = sum(given, Decimal(0))
        if added != total:
            yield in_plan(master, activity)(
                "budget-sum" if len(given) == 2 else "budget-part",
                raw=format_number(total),
                parts=" + ".join(format_number(part) for part in given),
                added=format_number(added),
            )


def _value(quantity: Quantity | None) -> Decimal | None:
    return quantity.value if quantity and quantity.kind is QuantityKind.VALUE else None


def _known(quantity: Quantity | None) -> bool:
    """Whether a part is a figure or said to be none; "รอ…" or words may be any amount."""
    return quantity is None or quantity.kind in (QuantityKind.VALUE, QuantityKind.NONE, QuantityKind.NIL)
