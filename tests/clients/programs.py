"""Programs that the tests run as people would: SheetJS, ExcelJS, Gnumeric, a browser. ``./dev check`` installs them."""

import json
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def run_script(script, form, typed, saves, **more):
    """Open ``form`` with one of the JavaScript clients here, set cells ([sheet, cell, value]), save each of
    ``saves`` ([path, book type]). ``more`` is what that client alone can do."""
    job = {"open": str(form), "type": typed, "save": [[str(path), kind] for path, kind in saves], **more}
    command = ["node", str(HERE / script)]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def ssconvert(source, target):
    """Open a workbook with Gnumeric and save it in the format of the target's ending."""
    command = ["ssconvert", str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert target.exists(), done.stderr[-2000:]


def browser_program():
    """The browser of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    assert program, "the tests need a browser: ./dev check installs chromium"
    return program


def browse(page, *steps, width=1280, height=900, picture=None, axe=False):
    """Open a page in a browser that has no network, do ``steps`` (see board_client.js), and say what came of it:
    what the page ``asked`` for and ``said`` on the console, the ``answers`` of the steps, how ``wide`` it is against
    the window, and with ``axe`` the ``faults`` that axe finds."""
    job = {"open": str(page), "browser": browser_program(), "width": width, "height": height, "act": steps, "axe": axe}
    command = ["node", str(HERE / "board_client.js")]
    done = subprocess.run(
        command,
        input=json.dumps({**job, "picture": str(picture) if picture else None}),
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
