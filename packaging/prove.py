"""Prove the folder on this machine: make its twin, install it without a network, run the demo and the page.

``python packaging/prove.py``; with ``--frozen`` also as one program by PyInstaller (``pip install pyinstaller``), whose
workers are the program itself.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bundle  # noqa: E402  (it stands beside this file, which is no package)

FREEZE = """
from planbook.__main__ import main
main()
"""
COLLECTED = ("planbook", "budoux")
_ALONE = ("unshare", "--net", "--map-root-user")
LEFT_OUT = ("pyarrow", "pytest", "tkinter", "matplotlib", "IPython", "mypy", "hypothesis")
"""What pandas and others would take along where it is installed, and nothing here calls."""


def offline(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without a network, and without this repository's source.

    It gets a network namespace of its own; where the system gives none, pip and everything that heeds proxies is sent
    to an address at which nobody answers.
    """
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment |= {"PYTHON": sys.executable, "PLANBOOK_LANG": "th"}
    if subprocess.run([*_ALONE, "true"], capture_output=True, check=False).returncode == 0:
        words = (*_ALONE, *words)
    else:
        print("no network namespace on this system: nobody answers at its proxy instead", file=sys.stderr)
        environment |= dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
        environment |= {"PIP_NO_INDEX": "1", "no_proxy": "127.0.0.1,localhost"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{words}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done


def twin(folder: Path) -> None:
    """The folder as it would be copied: unpacked, installed, run."""
    made = folder / "twin.zip"
    bundle.make("this", made)
    with zipfile.ZipFile(made) as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, folder))
            path.chmod(info.external_attr >> 16)
    here = folder / bundle.TOP
    offline(str(here / "install.sh"), folder=folder)
    demo = offline(str(here / "planbook-desk.sh"), "demo", str(folder / "demo"), folder=folder)
    print(demo.stdout.splitlines()[0])
    offline(str(here / "planbook-desk.sh"), "desk", str(folder / "year"), "--no-browser", "--idle", "0", folder=folder)
    answers(here / "planbook-desk.sh", folder)


def answers(program: Path, folder: Path) -> None:
    """The page answers on this machine."""
    words = [str(program), "desk", str(folder / "year"), "--no-browser"]
    environment = {**os.environ, "PYTHON": sys.executable}
    environment.pop("PYTHONPATH", None)
    desk = subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8", env=environment)
    try:
        assert desk.stdout is not None
        address = desk.stdout.readline().strip()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=30) as page:
            assert page.status == 200, page.status
        print("desk answers")
    finally:
        desk.terminate()
        desk.wait(30)


def frozen(folder: Path) -> None:
    """One program with Python inside (PyInstaller, onedir), made of the twin: its workers start, the demo runs."""
    entry = folder / "planbook-frozen.py"
    entry.write_text(FREEZE)
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--onedir", str(entry)]
    for name in COLLECTED:
        words += ["--collect-all", name]
    for name in LEFT_OUT:
        words += ["--exclude-module", name]
    words += ["--distpath", str(folder / "frozen"), "--workpath", str(folder / "build"), "--specpath", str(folder)]
    # what is frozen is what was installed, samples and all, and not this repository's source
    installed = {**os.environ, "PYTHONPATH": str(folder / bundle.TOP / "app")}
    subprocess.run(words, check=True, cwd=folder, env=installed)
    program = folder / "frozen" / "planbook-frozen" / "planbook-frozen"
    demo = offline(str(program), "demo", str(folder / "frozen-demo"), folder=folder)
    print("frozen:", demo.stdout.splitlines()[0])


def main() -> None:
    """Everything, in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="planbook-bundle-"))
    try:
        twin(folder)
        if "--frozen" in sys.argv:
            frozen(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("proved")


if __name__ == "__main__":
    main()
