"""Programs that the tests run as offices would: SheetJS, ExcelJS, Gnumeric. ``./dev check`` installs them."""

import json
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
