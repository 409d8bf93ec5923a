"""planbook: regional action plans in Excel, from the master plan to forms, returns, and the consolidated plan.

>>> import planbook as pb                                      # doctest: +SKIP
>>> master = pb.read_master("master-2562.xlsx")                # doctest: +SKIP
>>> pb.generate(master, quarter=1, out="forms/")               # doctest: +SKIP
>>> outcome = pb.merge(master, ["returns/"])                   # doctest: +SKIP
>>> outcome.save("consolidated.xlsx")                          # doctest: +SKIP

``__init__.pyi`` lists the public names and where each lives. They are imported when first asked for, so that
``import planbook`` is quick.
"""

from collections.abc import Callable
from functools import cache

__version__ = "0.2.0"


@cache
def _listed() -> tuple[Callable[[str], object], list[str]]:
    """What imports a public name, and all of them. The list itself is read late: help needs none of it."""
    import lazy_loader

    get, _, names = lazy_loader.attach_stub(__name__, __file__)
    return get, names


def __getattr__(name: str) -> object:
    get, names = _listed()
    return names if name == "__all__" else get(name)


def __dir__() -> list[str]:
    return [*_listed()[1]]
