"""Hooks of the site: what lies outside ``docs/`` is named, and the words of all pages become an index to search.

The theme's own search cuts texts into words at spaces, which Thai has none of. Here a page is found by any piece of its
text, also where the site is opened from a folder: the index is a script, ``search.js``, that ``site.js`` asks.
"""

import html
import json
import posixpath
import re
from pathlib import Path
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((\.\./[^)#]*)(?:#[^)]*)?\)")
_HEADING = re.compile(r'<h([12]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)
_MARK, _TAG = re.compile(r'<a class="headerlink".*?</a>'), re.compile(r"<[^>]+>")
_found: list[dict[str, str]] = []


def on_pre_build(**_more: Any) -> None:
    """Begin a new index."""
    _found.clear()


def on_page_markdown(markdown: str, *, page: Any, **_more: Any) -> str:
    """The page with the path in place of each link that leads out of the folder of the docs."""
    folder = posixpath.dirname(page.file.src_uri)

    def named(link: re.Match[str]) -> str:
        text, path = link[1], posixpath.normpath(posixpath.join(folder, link[2]))
        if not path.startswith("../"):
            return link[0]
        path = path.removeprefix("../")
        return f"`{path}`" if text.strip("`") in path else f"{text} (`{path}`)"

    return _LINK.sub(named, markdown)


def on_page_content(content: str, *, page: Any, **_more: Any) -> str:
    """Take the page's chapters into the index; the page stays as it is."""
    ends = [*(heading.start() for heading in _HEADING.finditer(content)), len(content)]
    for heading, end in zip(_HEADING.finditer(content), ends[1:], strict=True):
        title, text = _plain(heading[3]), _plain(content[heading.end() : end])
        _found.append({"page": page.title, "title": title, "text": text, "at": f"{page.url}#{heading[2]}"})
    return content


def on_post_build(*, config: Any, **_more: Any) -> None:
    """Write the index beside the pages."""
    words = json.dumps(_found, ensure_ascii=False, separators=(",", ":"))
    (Path(config["site_dir"]) / "search.js").write_text(f"const chapters = {words};\n", encoding="utf-8")


def _plain(content: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", _MARK.sub("", content))).split())
