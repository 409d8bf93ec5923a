"""What every page of HTML that planbook makes has in common: its sources, its policy, and how words are put in."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def source(name: str) -> str:
    """A file of this folder, such as ``board.css``."""
    return files("planbook.report").joinpath(name).read_text(encoding="utf-8")


def policy_of(style: str, script: str = "") -> str:
    """The content security policy of a page that asks for nothing and runs no style or script but these."""
    runs = f"script-src '{_digest(script)}'; " if script else ""
    return f"default-src 'none'; {runs}style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def filled(name: str, parts: Mapping[str, str]) -> bytes:
    """A page of this folder with its parts, which stand as ``@@name@@`` in it, put in; they are HTML already."""
    pieces = source(name).split("@@")
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces)).encode()
