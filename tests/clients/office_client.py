"""Drives LibreOffice over UNO the way a person does: opens a form, goes to a cell, types, saves.

Runs under the system's Python, which has ``uno``; reads a job as JSON on stdin, writes what happened on stdout::

    {"open": PATH, "type": [[SHEET, CELL, TEXT], ...], "save": [[PATH, FILTER], ...], "show": [[SHEET, CELL], ...],
     "password": TEXT}
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


def value(name, content):
    item = PropertyValue()
    item.Name, item.Value = name, content
    return item


def url(path):
    return uno.systemPathToFileUrl(str(pathlib.Path(path).resolve()))


def connect(pipe, process):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        with contextlib.suppress(NoConnectException):
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        if process.poll() is not None:
            raise SystemExit(f"soffice ended with {process.returncode}")
        time.sleep(0.25)
    raise SystemExit("soffice did not start")


def work(job, context):
    create = context.ServiceManager.createInstanceWithContext
    desktop = create("com.sun.star.frame.Desktop", context)
    dispatcher = create("com.sun.star.frame.DispatchHelper", context)
    document = desktop.loadComponentFromURL(url(job["open"]), "_blank", 0, ())
    frame = document.getCurrentController().getFrame()
    for sheet, cell, text in job.get("type", []):
        document.getCurrentController().setActiveSheet(document.Sheets.getByName(sheet))
        dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (value("ToPoint", cell),))
        dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (value("StringName", text),))
    shown = [document.Sheets.getByName(sheet).getCellRangeByName(cell).String for sheet, cell in job.get("show", [])]
    for path, kind in job["save"]:
        secret = (value("Password", job["password"]),) if job.get("password") else ()
        document.storeToURL(url(path), (value("FilterName", kind), *secret))
    document.close(True)
    with contextlib.suppress(Exception):
        desktop.terminate()
    return {"shown": shown}


def main():
    job = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        pipe = "planbook" + pathlib.Path(profile).name
        process = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={url(profile)}",
                f"--accept=pipe,name={pipe};urp;",
                "--headless",
                "--norestore",
                "--nologo",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            print(json.dumps(work(job, connect(pipe, process))))
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


main()
