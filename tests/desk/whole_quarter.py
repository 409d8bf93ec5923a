"""The long proof of the desk, and its pictures: ``python -m tests.desk.whole_quarter [--pictures]``.

A whole quarter of the sample in a real browser, from an empty folder: the plan and the offices dropped, forms made, all
that sixty simulated offices send back dropped at once, one return mended and dropped again, merged, downloaded. What
the page made is what the commands make of the same files, byte for byte. ``--pictures`` writes those of the docs.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import planbook as pb
from planbook.desk.folder import YearFolder
from planbook.simulate.demo import OFFICES, PLAN, sample, simulate
from planbook.simulate.filling import Form, careful
from tests.conftest import ROOT
from tests.desk.running import desk
from tests.filling import fill_all

SMALLER = ROOT / "docs" / "pictures" / "make.py"
SHOWN = ("desk-path", "desk-reading", "desk-merge")
"""The pictures that the docs show."""
BOARD = "document.querySelector('iframe')?.contentDocument?.readyState === 'complete'"


def until(selector: str) -> dict:
    return {"until": f"document.querySelector({selector!r}) !== null"}


def command(*words: str) -> None:
    """Run the command line."""
    done = subprocess.run([sys.executable, "-m", "planbook", *words], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()


def sent_back(master: Path) -> dict[str, bytes]:
    """What the simulated offices send back, by the names of their files."""
    made = pb.generate(master, 1)
    return simulate({name: Form(name, made.specs[name], data, careful) for name, data in made}).files


def run(folder: Path, pictures: Path) -> None:
    """The quarter."""
    root, files, downloads = folder / "ปี 2562", folder / "files", folder / "downloads"
    for made in (root, files / "returns", downloads):
        made.mkdir(parents=True)
    year = YearFolder(root)
    for name in (PLAN, OFFICES):
        (files / name).write_bytes(sample(name))
    with desk(root) as at_work:
        seen = at_work.browse(
            {"follow": "#next"},
            {"drop": [".drop", [str(files / PLAN), str(files / OFFICES)]]},
            until("main details"),
            {"goto": "page/questions"},
            {"follow": "[data-answers=all]"},
            {"goto": "page/forms"},
            {"type": ["[name=due]", "10 เมษายน 2562"]},
            {"follow": "button[data-do=settings]"},
            {"follow": "button[data-do=forms]"},
            {"count": "#form-table tbody tr"},
            downloads=downloads,
        )
        forms = seen["answers"][-1]
        command("generate", str(year.master), "-q", "1", "-o", str(folder / "forms"), "--mail")
        theirs = {path.name: path.read_bytes() for path in (folder / "forms").iterdir()}
        assert {path.name: path.read_bytes() for path in year.forms(1).iterdir()} == theirs
        print(f"{forms} forms, as the command makes them")

        came = sent_back(year.master)
        for name, data in came.items():
            (files / "returns" / name).write_bytes(data)
        seen = at_work.browse(
            {"goto": "page/returns"},
            {"drop": [".drop", [str(files / "returns" / name) for name in came]]},
            {"until": "document.querySelectorAll('#job-lines li').length > 12"},
            {"picture": str(pictures / "desk-reading.png")},
            until("iframe"),
            {"until": BOARD},
            {"goto": "page/corrections"},
            {"texts": "#correct-table tbody th"},
            downloads=downloads,
        )
        asked_again = dict.fromkeys(seen["answers"][-1])
        assert len(list(year.returns(1).iterdir())) == len(came)
        print(f"{len(came)} files dropped, {len(asked_again)} offices to correct")

        # one of them mends its return
        master = pb.read_master(year.master)
        office = next(office for office in master.offices.offices if office.name in asked_again)
        (mended,) = [data for _, data in pb.generate(master, 1, offices=[office.code])]
        (files / "แก้ไขแล้ว.xlsx").write_bytes(fill_all(mended))
        seen = at_work.browse(
            {"goto": "page/returns"},
            {"upload": ["#return-files", [str(files / "แก้ไขแล้ว.xlsx")]]},
            {"until": "performance.getEntriesByType('navigation').length && document.querySelector('#job').hidden"
                      " && document.body.innerText.includes('58)')"},
            {"goto": "page/merge"},
            {"follow": "button[data-do=preview]"},
            {"picture": str(pictures / "desk-merge.png")},
            {"follow": "button[data-do=merge]"},
            {"download": "#download"},
            {"goto": "./"},
            {"picture": str(pictures / "desk-path.png")},
            {"goto": "page/history"},
            downloads=downloads,
        )  # fmt: skip
        assert seen["said"] == []
    command("merge", str(year.master), str(year.returns(1)), "-q", "1", "-o", str(folder / "theirs.xlsx"))
    theirs, ours = (folder / "theirs.xlsx").read_bytes(), year.consolidated(1).read_bytes()
    assert ours == theirs == (downloads / "Q1.xlsx").read_bytes()
    print(f"merged: {len(ours):,} bytes, those of the command")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="planbook-quarter-"))
    try:
        run(folder, folder)
        if "--pictures" in sys.argv:
            drawn = [str(folder / f"{name}.png") for name in SHOWN]
            subprocess.run([sys.executable, str(SMALLER), *drawn], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
