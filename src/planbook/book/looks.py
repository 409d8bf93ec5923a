"""How new sheets look: their formats, each made once, and their paper."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar, cast

FONT = "TH SarabunPSK"
"""The face of Thai official papers; clients without it fall back on another Thai face."""
A4, A3 = 9, 8
"""Paper sizes (ECMA-376 part 1, 18.3.1.63)."""

_T = TypeVar("_T")


class Styles:
    """The formats of one workbook, each made when first asked for and used again after.

    A style is asked for by its name among ``named``, by the properties in which it differs, or by both; ``base`` is
    what all have in common.
    """

    def __init__(
        self, book: Any, base: Mapping[str, Any] | None = None, named: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self._book, self._base, self._named = book, dict(base or {}), named or {}
        self._made: dict[tuple[object, ...], Any] = {}
        self._kept: dict[object, object] = {}

    def __call__(self, name: str = "", **properties: Any) -> Any:
        """The xlsxwriter format of that name with these properties. Raises KeyError for a name that is none."""
        return self._format(self._base, self._named[name] if name else {}, name, properties)

    def once(self, make: "Callable[[Self], _T]") -> _T:
        """What a function or a class makes of these formats, made once for the workbook."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return cast(_T, self._kept[make])

    def alone(self, name: str, properties: Mapping[str, Any]) -> Any:
        """A format of nothing but these properties: what a conditional format changes."""
        return self._format({}, {}, f"alone {name}", properties)

    def _format(self, base: Mapping[str, Any], own: Mapping[str, Any], name: str, more: Mapping[str, Any]) -> Any:
        key = (name, *sorted(more.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**base, **own, **more})
        return self._made[key]


def set_page(
    sheet: Any,
    *,
    paper: int = A4,
    portrait: bool = False,
    margins: Mapping[str, float] | None = None,
) -> None:
    """One page wide, as long as it takes; landscape unless ``portrait``; margins in inches."""
    (sheet.set_portrait if portrait else sheet.set_landscape)()
    sheet.set_paper(paper)
    if margins:
        sheet.set_margins(**margins)
    sheet.fit_to_pages(1, 0)
