"""Compiles the hot modules with mypyc, as an option: the same typed source, which stays plain Python everywhere else.

``PLANBOOK_COMPILE=1 pip wheel .`` makes a wheel for this Python and machine, where mypy, setuptools and a C compiler
are at hand; without the variable the wheel is the pure one. ``python packaging/compiled.py`` proves it: the modules are
compiled beside a copy of the source, and the tests on reading run with them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = (
    "planbook/book/quick.py",
    "planbook/book/quick_cells.py",
    "planbook/returns/quick.py",
    "planbook/returns/quick_set.py",
)
"""What is compiled, below ``src``."""
SWITCH = "PLANBOOK_COMPILE"
TESTS = ("tests/laws/test_two_ways.py", "tests/returns/test_reading.py")

# what the modules import is left alone: it is not compiled, and its types are not needed
_SETTINGS = "[mypy]\nfollow_imports = skip\nignore_missing_imports = True\n"


def compiled(folder: Path) -> list[Path]:
    """Compile the modules beside a copy of the source in ``folder``; what was made, as paths below ``folder/src``."""
    source = folder / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
    (folder / "mypy.ini").write_text(_SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "mypyc", "--config-file", str(folder / "mypy.ini"), *MODULES]
    environment = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    subprocess.run(command, cwd=source, env=environment, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(source / "build", ignore_errors=True)
    return sorted(path.relative_to(source) for end in ("*.so", "*.pyd") for path in source.rglob(end))


def prove() -> int:
    """Run the tests on reading with the modules compiled."""
    with tempfile.TemporaryDirectory() as name:
        made = compiled(Path(name))
        path = os.pathsep.join([str(Path(name, "src")), str(ROOT)])
        environment = {**os.environ, "PYTHONPATH": path}
        where = "import planbook.returns.quick as quick; print(quick.__file__)"
        used = subprocess.run(
            [sys.executable, "-c", where], env=environment, capture_output=True, text=True, check=True
        )
        if Path(used.stdout.strip()).suffix not in (".so", ".pyd"):
            sys.exit(f"the compiled module is not used: {used.stdout}")
        print(f"{len(made)} files compiled", file=sys.stderr)
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
        return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # the proof needs no build backend
    pass
else:

    class Compiled(BuildHookInterface):
        """Puts the compiled modules into a wheel that is asked for with the switch."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, object]) -> None:
            """Compile, and tell the builder what to add; nothing without the switch, or for an editable install."""
            if os.environ.get(SWITCH) != "1" or version == "editable":
                return
            self._folder = tempfile.mkdtemp()
            made = compiled(Path(self._folder))
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            added = build_data.setdefault("force_include", {})
            assert isinstance(added, dict)
            added.update({str(Path(self._folder, "src", path)): path.as_posix() for path in made})

        def finalize(self, version: str, build_data: dict[str, object], artifact_path: str) -> None:  # noqa: ARG002
            """Leave nothing behind."""
            if folder := getattr(self, "_folder", None):
                shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(prove())
