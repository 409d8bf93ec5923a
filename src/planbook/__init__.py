"""planbook: regional action plans in Excel, from the master plan to forms, returns, and the consolidated plan.

>>> import planbook as pb                                      # doctest: +SKIP
>>> master = pb.read_master("master-2562.xlsx")                # doctest: +SKIP
>>> pb.generate(master, quarter=1, out="forms/")               # doctest: +SKIP
>>> outcome = pb.merge(master, ["returns/"])                   # doctest: +SKIP
>>> outcome.save("consolidated.xlsx")                          # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planbook.domain import Entry, Fact, Finding, Master, OfficeStatus, Plan, Result, Severity
    from planbook.errors import BookProblem, ExitCode, PlanbookError
    from planbook.master.adopt import Adopted
    from planbook.outcome import Explanation, Outcome
    from planbook.pipeline import (
        Generated,
        adopt,
        check,
        export_plan,
        generate,
        inspect,
        lint,
        merge,
        new_master,
        new_plan,
        read_document,
        read_master,
        remind,
        update,
    )

__version__ = "0.1.0"

_HOMES = {
    "planbook.errors": ("BookProblem", "ExitCode", "PlanbookError"),
    "planbook.master.adopt": ("Adopted",),
    "planbook.domain": ("Entry", "Fact", "Finding", "Master", "OfficeStatus", "Plan", "Result", "Severity"),
    "planbook.outcome": ("Explanation", "Outcome"),
    "planbook.pipeline": (
        "Generated",
        "adopt",
        "check",
        "export_plan",
        "generate",
        "inspect",
        "lint",
        "merge",
        "new_master",
        "new_plan",
        "read_document",
        "read_master",
        "remind",
        "update",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Adopted",
    "BookProblem",
    "Entry",
    "ExitCode",
    "Explanation",
    "Fact",
    "Finding",
    "Generated",
    "Master",
    "OfficeStatus",
    "Outcome",
    "Plan",
    "PlanbookError",
    "Result",
    "Severity",
    "__version__",
    "adopt",
    "check",
    "export_plan",
    "generate",
    "inspect",
    "lint",
    "merge",
    "new_master",
    "new_plan",
    "read_document",
    "read_master",
    "remind",
    "update",
]


def __getattr__(name: str) -> Any:
    """Public names are imported when first asked for, so that ``planbook --help`` stays quick."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'planbook' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOME_OF[name]), name)
