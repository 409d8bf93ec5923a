"""The language of rules: Excel's spelling and Thai names → a tree → what it says of a row, and its formula in a form.

One rule, two engines: :func:`truth_of` judges a row exactly, :mod:`planbook.rules.formula` writes the same for a
spreadsheet.
"""

from planbook.rules.evaluate import UNUSABLE, RuleRow, RuleValue, Unusable, number_of, truth_of
from planbook.rules.parse import DEEPEST, LONGEST, RuleProblem, parse_rule, spellings
from planbook.rules.tree import (
    Arithmetic,
    Call,
    Constant,
    Name,
    Node,
    OverOffices,
    Ref,
    Sort,
    all_of,
    any_of,
    asks_blank,
    asks_number,
    bound,
    compared,
    refs,
    renamed,
    walk,
)

__all__ = [
    "DEEPEST",
    "LONGEST",
    "UNUSABLE",
    "Arithmetic",
    "Call",
    "Constant",
    "Name",
    "Node",
    "OverOffices",
    "Ref",
    "RuleProblem",
    "RuleRow",
    "RuleValue",
    "Sort",
    "Unusable",
    "all_of",
    "any_of",
    "asks_blank",
    "asks_number",
    "bound",
    "compared",
    "number_of",
    "parse_rule",
    "refs",
    "renamed",
    "spellings",
    "truth_of",
    "walk",
]
