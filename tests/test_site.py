"""The docs as a site: links lead somewhere, nothing is fetched, Thai is found, the office's page is one of paper."""

import os
import re
import subprocess
import sys

import pytest

from tests.clients.programs import browse, browser_program
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_no_page_fetches_anything_from_another_machine(site):
    fetched = re.compile(r"""<(?:link|script|img|iframe)[^>]*?(?:src|href)=["']?(https?:)?//""")
    for page in site.rglob("*.html"):
        assert not fetched.search(page.read_text(encoding="utf-8")), page


def test_a_piece_of_a_thai_word_is_found_from_a_folder_too(site):
    results = "[...document.querySelectorAll('#site-found a')].map((link) => link.getAttribute('href'))"
    box = ".site-search input"
    said = browse(
        site / "guide" / "quarter.html",
        {"type": [box, "แบบแก้ไข"]},
        {"run": results},
        {"press": "Escape"},
        {"type": [box, "MERGE ประวัติ"]},
        {"run": results},
        {"press": ["ArrowDown"]},
        {"run": "document.activeElement.tagName"},
    )
    first, second, focused = said["answers"][1], said["answers"][4], said["answers"][6]
    assert any(place.startswith("../guide/corrections.html") for place in first)
    assert any("late.html" in place for place in second)
    assert focused == "A"
    assert said["said"] == []
    assert all(address.startswith("file:") for address in said["asked"])


def test_the_offices_page_is_one_sheet_of_paper(site, tmp_path):
    pdf = tmp_path / "office.pdf"
    page = (site / "guide" / "office.html").as_uri()
    program = [browser_program(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'chr'}"]
    command = [*program, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    about = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages:\s+1$", about, re.MULTILINE), about


def test_what_the_pages_call_by_name_is_called_so():
    """Sheets and statuses in bold on the office's page are those of the form."""
    from planbook.layout.form import COLUMN, PROGRESS_LABELS, SHEET_COVER, SHEET_FILL

    page = (ROOT / "docs" / "guide" / "office.md").read_text(encoding="utf-8")
    said = set(re.findall(r"\*\*(.+?)\*\*", page))
    columns = {COLUMN[key].caption("th") for key in ("result.1", "status", "remark", "check")}
    known = {SHEET_FILL["th"], SHEET_COVER["th"], *columns, *(words["th"] for words in PROGRESS_LABELS.values())}
    assert said <= known
