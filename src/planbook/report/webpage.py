"""A web page that holds everything it needs: style, script and data, and a policy that lets nothing else in.

A page named ``board`` is made of ``board.html``, ``board.css`` and ``board.js`` beside this file, below ``head.html``,
with which every page begins. In the .html, what stands between two ``@@`` is filled in: ``policy``, ``style``, ``data``
and ``script``, and what the page gives. A page without data has no script.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files


def web_page(name: str, filled: Mapping[str, str], data: str = "", style: str = "") -> bytes:
    """The page of a name. ``filled`` are finished pieces of HTML by their names, ``data`` is JSON (empty for a page
    without a script), and ``style`` is CSS beside the page's own."""
    script, css = _source(f"{name}.js") if data else "", _source(f"{name}.css") + style
    # in a script's text only "<" could end it, or begin a comment that hides its end
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    known = {
        **filled,
        "policy": escape(page_policy(name, style, runs=bool(data))),
        "style": css,
        "data": data,
        "script": script,
    }
    parts = (_source("head.html") + _source(f"{name}.html")).split("@@")
    return "".join(known[part] if number % 2 else part for number, part in enumerate(parts)).encode()


def page_policy(name: str, style: str = "", *, runs: bool = True) -> str:
    """What the page of a name may load and run (Content Security Policy): its own style, where it ``runs`` one its own
    script, and nothing else."""
    script = f"script-src '{_digest(_source(f'{name}.js'))}'; " if runs else ""
    return (
        f"default-src 'none'; {script}"
        f"style-src '{_digest(_source(f'{name}.css') + style)}'; base-uri 'none'; form-action 'none'"
    )


@cache
def _source(name: str) -> str:
    return files("planbook.report").joinpath(name).read_text(encoding="utf-8")


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
