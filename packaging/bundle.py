"""The desk in one folder, to be copied to a PC without a network: ``python packaging/bundle.py windows -o OUT.zip``.

``windows`` makes the folder for 64-bit Windows with Python 3.12; ``this`` the same shape for this machine, which
:mod:`prove` installs and runs. ``add-python BUNDLE.zip PYTHON.zip`` puts the embeddable Python in, whose name and
digest stand in ``python-embed.toml``. Wheels come through pip, as the exact versions of ``constraints.txt``.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TOP = "planbook-desk"
LARGEST = 75_000_000
"""Bytes that the folder may have when zipped, with Python in it."""
FOR_PYTHON = 12_000_000
"""Bytes that are left for Python where it is not in yet."""
WINDOWS = {
    "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
    "python_version": "3.12", "python_full_version": "3.12.10",
}  # fmt: skip
PIP_WINDOWS = ("--platform", "win_amd64", "--python-version", "3.12", "--implementation", "cp", "--abi", "cp312")
FILES = {
    "windows": ("READ-ME-FIRST.html", "install.cmd", "find-python.cmd", "planbook-desk.cmd", "install.py"),
    "this": ("install.sh", "planbook-desk.sh", "install.py"),
}


def pip(*words: str) -> None:
    """Run pip."""
    subprocess.run([sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"], check=True)


def fetch(folder: Path, kind: str) -> None:
    """Put planbook's wheel and all that it needs into a folder.

    pip judges what a package needs by the machine it runs on, whatever platform it fetches for; so what each wheel
    needs is read here, with the answers of the platform it is for.
    """
    pip("wheel", "--no-deps", "-w", str(folder), str(ROOT))
    environment = {**default_environment(), **(WINDOWS if kind == "windows" else {})}
    where = PIP_WINDOWS if kind == "windows" else ()
    done: set[str] = set()
    while missing := sorted(_needed(folder, environment) - done):
        done |= set(missing)
        here = {parse_wheel_filename(wheel.name)[0] for wheel in folder.glob("*.whl")}
        wanted = [name for name in missing if canonicalize_name(Requirement(name).name) not in here]
        if wanted:
            constraints = str(ROOT / "constraints.txt")
            pip("download", "--no-deps", "--only-binary=:all:", *where, "-c", constraints, "-d", str(folder), *wanted)


def _needed(folder: Path, environment: dict[str, str]) -> set[str]:
    found = set()
    for wheel in folder.glob("*.whl"):
        extras = ("desk",) if wheel.name.startswith("planbook-") else ("",)
        for requirement in _requirements(wheel):
            for extra in extras:
                if requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra}):
                    found.add(f"{requirement.name}{requirement.specifier}")
    return found


def _requirements(wheel: Path) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        said = BytesParser().parsebytes(archive.read(name))
    yield from map(Requirement, said.get_all("Requires-Dist", []))


def make(kind: str, out: Path) -> None:
    """Make the folder as a zip."""
    with tempfile.TemporaryDirectory() as temporary:
        wheels = Path(temporary)
        fetch(wheels, kind)
        listed = sorted(wheels.glob("*.whl"))
        digests = "".join(f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}\n" for wheel in listed)
        out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in FILES[kind]:
                text = (HERE / name).read_text(encoding="utf-8")
                ends = "\r\n" if name.endswith(".cmd") else "\n"
                _put(archive, name, text.replace("\n", ends).encode(), runs=name.endswith(".sh"))
            _put(archive, "LICENSE", (ROOT / "LICENSE").read_bytes())
            _put(archive, "wheels.sha256", digests.encode())
            for wheel in listed:
                _put(archive, f"wheels/{wheel.name}", wheel.read_bytes())
    require_small(out, spare=FOR_PYTHON if kind == "windows" else 0)


def _put(archive: zipfile.ZipFile, name: str, data: bytes, *, runs: bool = False) -> None:
    info = zipfile.ZipInfo(f"{TOP}/{name}")
    info.external_attr = (0o755 if runs else 0o644) << 16
    archive.writestr(info, data, zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED)


def require_small(out: Path, spare: int = 0) -> None:
    """End where the zip is too large to be mailed about."""
    size = out.stat().st_size
    print(f"{out}: {size / 1e6:.1f} MB")
    if size + spare > LARGEST:
        raise SystemExit(f"too large: at most {(LARGEST - spare) / 1e6:.0f} MB")


def add_python(bundle: Path, python: Path) -> None:
    """Put the embeddable Python into a bundle for Windows, after comparing it with ``python-embed.toml``."""
    wanted = tomllib.loads((HERE / "python-embed.toml").read_text(encoding="utf-8"))
    if not re.fullmatch(r"[0-9a-f]{64}", wanted["sha256"]):
        raise SystemExit(
            "python-embed.toml has no SHA-256 of 64 digits yet, so nothing is put in; its first lines say how to get it"
        )
    if python.name != wanted["file"]:
        raise SystemExit(f"{python.name} is not {wanted['file']}, which python-embed.toml names")
    if hashlib.sha256(python.read_bytes()).hexdigest() != wanted["sha256"]:
        raise SystemExit(f"{python} is not the {wanted['file']} that python-embed.toml names")
    with zipfile.ZipFile(bundle, "a", zipfile.ZIP_DEFLATED) as archive, zipfile.ZipFile(python) as given:
        for info in given.infolist():
            if not info.is_dir():
                _put(archive, f"python/{info.filename}", given.read(info))
    require_small(bundle)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for kind in FILES:
        commands.add_parser(kind).add_argument("-o", dest="out", type=Path, required=True)
    adding = commands.add_parser("add-python")
    adding.add_argument("bundle", type=Path)
    adding.add_argument("python", type=Path)
    said = parser.parse_args()
    if said.command == "add-python":
        add_python(said.bundle, said.python)
    else:
        make(said.command, said.out)


if __name__ == "__main__":
    main()
