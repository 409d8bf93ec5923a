"""The shapes that a report is written in, by the ending of its file's name."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from planbook.domain import Entry
from planbook.domain.plugins import REPORTS, endings, plugins
from planbook.errors import UsageProblem
from planbook.report.data import MergeReport, finding_rows
from planbook.report.work import Work


@dataclass(frozen=True)
class Material:
    """What a report is made of: a run's flat data and everything that offices typed; ``language`` is the reader's.

    ``links`` lead from the folder that the report will stand in to the files that came, by their names.
    """

    work: Work
    entries: tuple[Entry, ...]
    language: str
    links: Mapping[str, str] = field(default_factory=dict)


Format: TypeAlias = Callable[[Material], bytes]


def _json(material: Material) -> bytes:
    return MergeReport.of(material.work, material.entries).to_json()


def _jsonl(material: Material) -> bytes:
    return finding_rows(material.work.findings, strict=material.work.strict)


def _xlsx(material: Material) -> bytes:
    from planbook.report.worklist import worklist  # each shape is loaded when it is asked for

    links = {name: f"external:{link}" for name, link in material.links.items()}
    return worklist(material.work, material.language, links)


def _html(material: Material) -> bytes:
    from planbook.report.board import board

    return board(material.work, material.language, material.links)


FORMATS: Mapping[str, Format] = {".json": _json, ".jsonl": _jsonl, ".xlsx": _xlsx, ".html": _html}
"""Every shape by its ending."""


def format_of(path: str | Path) -> Format:
    """The shape of a report's file. Raises UsageProblem ``report-ending`` where its name has no known ending,
    ``plugin-report`` where the plug-in for it cannot be loaded."""
    ending = Path(path).suffix.lower()
    if ending in FORMATS:
        return FORMATS[ending]
    for plugin in plugins(REPORTS):
        if f".{plugin.name.lstrip('.').lower()}" == ending:
            if plugin.function is None:
                raise UsageProblem("plugin-report", name=plugin.name, problem=plugin.problem)
            return partial(_by_plugin, plugin.name, plugin.function)
    raise UsageProblem("report-ending", file=Path(path).name, endings=(*FORMATS, *endings()))


def _by_plugin(name: str, make: Callable[[Material], object], material: Material) -> bytes:
    """A report that a plug-in makes. Raises UsageProblem ``plugin-report`` where it fails."""
    try:
        made = make(material)
    except Exception as error:  # whatever somebody else's function does
        raise UsageProblem("plugin-report", name=name, problem=f"{type(error).__name__}: {error}") from error
    if not isinstance(made, bytes):
        raise UsageProblem("plugin-report", name=name, problem=f"{type(made).__name__} is no bytes")
    return made


def links_from(folder: Path, files: Iterable[str], paths: Mapping[str, Path]) -> dict[str, str]:
    """The addresses of files as seen from a folder, quoted as in a link; what an archive holds leads to the archive."""
    links = {}
    for file in files:
        parts = file.split("/")
        names = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
        path = next((paths[name] for name in names if name in paths), None)
        if path is not None:
            links[file] = _relative(path, folder.resolve())
    return links


def _relative(path: Path, folder: Path) -> str:
    try:
        shown = Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_uri()
    return quote(shown)
