"""A desk that runs as its people run it: a process, a browser, raw requests."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.clients.programs import HERE, browser_program


@dataclass(frozen=True)
class Answer:
    """What a request was answered with."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> str:
        return json.loads(self.body)["said"]


@dataclass(frozen=True)
class Running:
    """A desk at work: its address with the token, and its process."""

    address: str
    process: subprocess.Popen

    @property
    def port(self) -> int:
        return urlsplit(self.address).port

    @property
    def home(self) -> str:
        return urlsplit(self.address).path.rstrip("/")

    @property
    def own(self) -> dict[str, str]:
        return {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """A raw request; ``path`` begins with a slash and is below no token; ``Host`` may be said otherwise."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else body
            if data is not None and "Content_Length" not in headers:
                link.putheader("Content-Length", str(len(data)))
            for name, value in headers.items():
                link.putheader(name.replace("_", "-"), value)
            link.endheaders(data)
            answer = link.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            link.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", f"{self.home}/{path}")

    def do(self, button: str, /, **said: object) -> Answer:
        """Press a button of the page."""
        told = {"version": self.state()["version"], "quarter": 1, **said}
        return self.ask("POST", f"{self.home}/do/{button}", json.dumps(told), **self.own)

    def state(self) -> dict:
        return json.loads(self.get("state").body)

    def browse(self, *steps: dict, downloads: Path, width: int = 1366, height: int = 657, zoom: float = 1.0) -> dict:
        """Do ``steps`` in a browser (desk_client.js); 657 is what a browser leaves of 768."""
        job = {"open": self.address, "browser": browser_program(), "width": width, "height": height, "zoom": zoom}
        job |= {"downloads": str(downloads), "act": steps, "failed": str(downloads.parent / "failed.png")}
        done = subprocess.run(
            ["node", str(HERE / "desk_client.js")],
            input=json.dumps(job),
            capture_output=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)


@contextmanager
def desk(folder: Path, *options: str) -> Iterator[Running]:
    """A desk in a folder, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "planbook", "desk", str(folder), "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        address = process.stdout.readline().strip()
        assert address, process.stderr.read()
        yield Running(address, process)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=90)
