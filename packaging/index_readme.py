"""The README as a package index shows it, made when the package is built.

On an index no file stands beside the README. Where ``pyproject.toml`` names the place of the source
(``[project.urls] Source``), links and pictures lead there; without one a link is its text and a picture its
description, so that nothing leads nowhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r"!\[([^\]]*)\]\((?!https?:)([^)]+)\)")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:)([^)#][^)]*)\)")


class ReadmeHook(MetadataHookInterface):
    """Gives the package its long description."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the README of the index among the metadata of the project."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        source = metadata.get("urls", {}).get("Source", "")
        metadata["readme"] = {"content-type": "text/markdown", "text": for_index(text, source)}


def for_index(text: str, source: str = "") -> str:
    """The README's text with links and pictures that lead to ``source``, the address of the repository's files; without
    one they are words."""
    if not source:
        text = _PICTURE.sub(r"*(\1: see the source package)*", text)
        return _LINK.sub(r"\1", text)
    base = source.rstrip("/")
    text = _PICTURE.sub(rf"![\1]({base}/raw/HEAD/\2)", text)
    return _LINK.sub(rf"[\1]({base}/blob/HEAD/\2)", text)
