"""What other packages add to planbook: rules on masters and on returns, roll-up rules, and shapes of the report.

A package names them as entry points (``docs/plugins.md``); planbook finds what is installed beside it. One that cannot
be loaded, or that fails while it runs, is told in one sentence, and all else goes on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeVar

from planbook.domain.finding import Finding, Severity
from planbook.words import FindingCode, Sentence

LINT: Final = "planbook.lint"
"""Rules on a master: functions ``(Master) -> Iterable[Finding]``."""
RETURNS: Final = "planbook.returns"
"""Rules on what came back: functions ``(Returned) -> Iterable[Finding]``."""
REPORTS: Final = "planbook.reports"
"""Shapes of the report: functions ``(Material) -> bytes``, each under the ending of its files without the point."""
ROLLUP: Final = "planbook.rollups"
"""Roll-up rules: objects of :class:`planbook.domain.rollup.Rollup`."""
Group = Literal["planbook.lint", "planbook.returns", "planbook.reports", "planbook.rollups"]

_CODES: dict[Severity, FindingCode] = {
    Severity.ERROR: "plugin-error",
    Severity.WARNING: "plugin-warning",
    Severity.INFO: "plugin-info",
}
_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point: its name, and what it leads to, or the ``problem`` that it could not be loaded for (empty:
    none)."""

    name: str
    made: Any = None
    problem: str = ""

    @property
    def function(self) -> Callable[..., Any] | None:
        """The function that it leads to; None where it could not be loaded."""
        return self.made if callable(self.made) and not self.problem else None

    @property
    def failed(self) -> Finding:
        """The finding on one that could not be loaded."""
        return Finding.of("plugin-failed", raw=self.name, problem=self.problem)


class OwnWords(Sentence):
    """A sentence of a plug-in's own, in both languages."""

    __slots__ = ()

    def __init__(self, th: str, en: str) -> None:
        super().__init__("plugin.said", {"th": th, "en": en})

    def text(self, language: str) -> str:
        """The sentence in a language; in Thai where it is not English."""
        return str(self.args["en" if language == "en" else "th"])


@cache
def plugins(group: Group) -> tuple[Plugin, ...]:
    """The plug-ins of a group that are installed, in the order of their names."""
    from importlib.metadata import entry_points  # no command that asks for none need wait for it

    found = []
    for entry in sorted(entry_points(group=group), key=lambda each: (each.name, each.value)):
        try:
            made = entry.load()
            problem = "" if group == ROLLUP or callable(made) else f"{entry.value} is no function"
        except Exception as error:  # whatever somebody else's module does when it is imported
            made, problem = None, f"{type(error).__name__}: {error}"
        found.append(Plugin(entry.name, made, problem))
    return tuple(found)


def found_by(group: Group, asked: _Asked) -> Iterator[Finding]:
    """What the rules of a group find; and a finding on each that cannot be loaded or fails."""
    for plugin in plugins(group):
        if plugin.function is None:
            yield plugin.failed
            continue
        try:
            said = list(plugin.function(asked))
            if not all(isinstance(each, Finding) for each in said):
                raise TypeError("a rule gives findings")  # told like all else that goes wrong in it
        except Exception as error:  # whatever somebody else's rule does
            yield Finding.of("plugin-failed", raw=plugin.name, problem=f"{type(error).__name__}: {error}")
        else:
            yield from said


def own_finding(severity: Severity, th: str, en: str, *, hint_th: str = "", hint_en: str = "", **place: Any) -> Finding:
    """A finding of a plug-in, in its own words.

    ``place`` are the fields of a finding: ``file``, ``sheet``, ``cell``, ``key``, ``office``, ``quarter``, ``raw``.
    ``planbook.domain.place_of`` gives those of a report. Raises TypeError for any other.
    """
    strange = place.keys() - {"file", "sheet", "cell", "key", "office", "quarter", "raw"}
    if strange:
        raise TypeError(f"a finding has no {', '.join(sorted(strange))}")
    hint = OwnWords(hint_th, hint_en or hint_th) if hint_th else Sentence("plugin.no-hint")
    return Finding.of(_CODES[severity], said=OwnWords(th, en), todo=hint, **place)


def endings() -> Iterable[str]:
    """The endings of files that plug-ins make reports for, such as ``.md``."""
    return tuple(f".{plugin.name.lstrip('.').lower()}" for plugin in plugins(REPORTS))
