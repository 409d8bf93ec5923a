"""Put planbook's folder to work: unpack the wheels beside this file into ``app``. No network, no administrator.

Runs with any Python of the version that the wheels are for, the embeddable one among them, which has no pip.
"""

import hashlib
import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = ("numpy/", "pandas/")
"""Packages whose own tests stay packed: thousands of files with long names that nobody runs."""


def main() -> int:
    """Check every wheel against its digest, unpack them, and let the embeddable Python find them; 1 where it fails."""
    wanted = dict(reversed(line.split(maxsplit=1)) for line in (HERE / "wheels.sha256").read_text().splitlines())
    for name, digest in wanted.items():
        if hashlib.sha256((HERE / "wheels" / name).read_bytes()).hexdigest() != digest:
            print(f"ไฟล์ {name} ไม่สมบูรณ์ โปรดคัดลอกโฟลเดอร์นี้ใหม่ / {name} is damaged: copy this folder again")
            return 1
    compiled = {tag for name in wanted if (tag := name.split("-")[-3]).startswith("cp3") and "abi3" not in name}
    own = f"cp{sys.version_info.major}{sys.version_info.minor}"
    if compiled - {own}:
        version = max(compiled)[2:].replace("3", "3.", 1)
        print(f"ต้องใช้ Python {version} (พบ {sys.version.split()[0]}) / Python {version} is needed")
        return 1
    new = HERE / "app.new"
    shutil.rmtree(new, ignore_errors=True)
    for name in wanted:
        unpack(HERE / "wheels" / name, new)
    shutil.rmtree(HERE / "app", ignore_errors=True)
    new.rename(HERE / "app")
    # the embeddable Python looks where this file says, and nowhere else
    for paths in (HERE / "python").glob("python*._pth"):
        lines = paths.read_text().splitlines()
        if "..\\app" not in lines:
            paths.write_text("\n".join([*lines, "..\\app"]) + "\n")
    print("ติดตั้งแล้ว / installed")
    return 0


def unpack(wheel: Path, folder: Path) -> None:
    """The files of a wheel (PEP 427); what lies in ``NAME.data`` goes where it is imported from."""
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            name = info.filename
            if info.is_dir() or (name.startswith(TESTS) and "/tests/" in name):
                continue
            first, _, rest = name.partition("/")
            if first.endswith(".data"):
                kind, _, rest = rest.partition("/")
                if kind not in ("purelib", "platlib"):
                    continue
                name = rest
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise ValueError(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(info))


if __name__ == "__main__":
    sys.exit(main())
