"""What a release is made of, proved: ``python packaging/release.py [FOLDER]`` (``./dev proofs`` runs it).

The source package is built, the wheel out of it and of nothing else, and both pass ``twine check --strict``. The wheel
is installed into a fresh environment of each Python from 3.11 to 3.13 that this machine has, and the demo plays its
quarter there. The two packages stay in FOLDER (``dist``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a program; what it printed. Raises SystemExit with that where it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def pythons() -> dict[str, Path]:
    """The Pythons of this machine by version: those on the path, and those that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found: dict[str, Path] = {}
    for version in VERSIONS:
        named = shutil.which(f"python{version}")
        candidates = [*sorted(kept.glob(f"{version}.*/bin/python"), reverse=True), *([Path(named)] if named else [])]
        if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
            candidates.insert(0, Path(sys.executable))
        for candidate in candidates:
            asked = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
            done = subprocess.run([candidate, "-c", asked], capture_output=True, encoding="utf-8", check=False)
            if done.stdout.strip() == version:
                found[version] = candidate
                break
    return found


def try_wheel(wheel: Path, python: Path, folder: Path) -> str:
    """Install the wheel into a fresh environment and play the demo there; the last line that this prints."""
    run(python, "-m", "venv", folder / "env")
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    told = run(scripts / "planbook", "demo", folder / "demo", "--lang", "en", cwd=folder)
    master = next((folder / "demo").glob("*.xlsx"))
    run(scripts / "planbook", "inspect", master, "--json", cwd=folder)
    return next(line for line in told.splitlines() if line.startswith("4 "))


def main() -> None:
    """Build, check, install, play."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").resolve()
    shutil.rmtree(out, ignore_errors=True)
    print(run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out).splitlines()[-1])
    made = sorted(out.iterdir())
    run(sys.executable, "-m", "twine", "check", "--strict", *made)
    (wheel,) = out.glob("*.whl")
    for version, python in pythons().items():
        with tempfile.TemporaryDirectory(prefix="planbook-release-") as folder:
            print(f"Python {version}: {try_wheel(wheel, python, Path(folder))}", flush=True)


if __name__ == "__main__":
    main()
