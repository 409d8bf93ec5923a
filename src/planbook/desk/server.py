"""The desk at work: a port of this machine, the browser, and the end: by a button, by Ctrl+C, when nobody is there."""

import contextlib
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from planbook.book.files import refused
from planbook.desk.app import application
from planbook.desk.room import Room, clear_left, new_token
from planbook.errors import UsageProblem

HOST = "127.0.0.1"
_LOOK = 0.5
"""Seconds between two looks whether it is time to end."""


def serve(
    root: Path, *, language: str, port: int, idle_minutes: float, announce: Callable[[str], None], browser: bool
) -> None:
    """Serve the folder of a year until somebody stops it; ``told`` is told the address as soon as it answers.

    ``port`` 0 takes a free one. It ends after ``idle_minutes`` in which nobody did anything, never while a job runs.
    The folder is made where it is not there. Raises UsageProblem ``desk-port-taken``, and BookProblem where the folder
    cannot be made.
    """
    with refused(root):
        root.mkdir(parents=True, exist_ok=True)
    listening = _listen(port)
    taken = listening.getsockname()[1]
    token, room = new_token(), Room(root, language)
    app = application(room, token, (f"{HOST}:{taken}", f"localhost:{taken}"))
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        limit_concurrency=64,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    address = f"http://{HOST}:{taken}/{token}/"

    def look() -> None:
        while not server.started and not server.should_exit:
            time.sleep(0.02)
        announce(address)
        if browser and not _open(address):
            announce("")
        while not server.should_exit:
            if room.jobs.running:
                app.seen = time.monotonic()  # who waits for a job has the whole time after it
            idle = not room.jobs.running and time.monotonic() - app.seen >= idle_minutes * 60
            if room.stopping.is_set() or idle:
                server.should_exit = True
            time.sleep(_LOOK)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    # uvicorn raises the signal that ended it once more: what is at work is ended in order before the process is
    for number in (signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM)):
        signal.signal(number, lambda *_: None)
    clear_left()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        room.jobs.stop()
        room.jobs.wait(60)
        room.close()
        listening.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise UsageProblem("desk-port-taken", port=port) from error
    return listening


def _open(address: str) -> bool:
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
