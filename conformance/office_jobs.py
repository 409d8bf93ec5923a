"""Drives one LibreOffice through many jobs, as a person works: opens a form, goes to a cell, types, saves.

Runs under the system's Python, which has ``uno``. stdin: ``[{"open": PATH, "type": [[SHEET, CELL, TEXT], …], "save":
[PATH, FILTER]}, …]``.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def _value(name, content):
    item = PropertyValue()
    item.Name, item.Value = name, content
    return item


def _url(path):
    return uno.systemPathToFileUrl(str(pathlib.Path(path).resolve()))


def _connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(400):
        with contextlib.suppress(NoConnectException):
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        time.sleep(0.25)
    raise SystemExit("soffice did not start")


def _work(jobs, context):
    create = context.ServiceManager.createInstanceWithContext
    desktop = create("com.sun.star.frame.Desktop", context)
    dispatcher = create("com.sun.star.frame.DispatchHelper", context)
    for job in jobs:
        document = desktop.loadComponentFromURL(_url(job["open"]), "_blank", 0, ())
        frame = document.getCurrentController().getFrame()
        for sheet, cell, text in job.get("type", []):
            document.getCurrentController().setActiveSheet(document.Sheets.getByName(sheet))
            dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (_value("ToPoint", cell),))
            dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (_value("StringName", text),))
        path, kind = job["save"]
        document.storeToURL(_url(path), (_value("FilterName", kind),))
        document.close(True)
    with contextlib.suppress(Exception):
        desktop.terminate()


def _main():
    jobs = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        pipe = "conformance" + pathlib.Path(profile).name
        options = [f"-env:UserInstallation={_url(profile)}", f"--accept=pipe,name={pipe};urp;"]
        options += ["--headless", "--norestore", "--nologo"]
        process = subprocess.Popen(["soffice", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _work(jobs, _connect(pipe))
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


if __name__ == "__main__":
    _main()
