"""LibreOffice as a client of the tests: what it types and saves is what an office would send back."""

import json
import subprocess
from pathlib import Path

SYSTEM_PYTHON = "/usr/bin/python3"
XLSX, XLS, ODS = "Calc MS Excel 2007 XML", "MS Excel 97", "calc8"


def type_in(form, typed, saves, show=(), password=""):
    """Open ``form``, type ``typed`` ([sheet, cell, text]), save as each of ``saves`` ([path, filter]).

    Saves with ``password``, if there is one. Returns what the cells ``show`` ([sheet, cell]) display afterwards.
    """
    job = {
        "open": str(form),
        "type": [list(item) for item in typed],
        "save": [[str(path), kind] for path, kind in saves],
        "show": [list(item) for item in show],
        "password": password,
    }
    done = subprocess.run(
        [SYSTEM_PYTHON, str(Path(__file__).with_name("office_client.py"))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)["shown"]
