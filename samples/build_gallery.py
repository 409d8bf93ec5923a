"""A finished quarter in files, to be looked at: ``python samples/build_gallery.py [FOLDER]`` makes it anew.

Three offices. Trang answers well; Krabi types what nobody can know, gets a correction copy, and sends that back mended;
Sichon sends nothing until it is reminded, then its rows come sorted and in Thai digits. All comes from ``plan.yaml``.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import planbook as pb
from planbook.book.patch import CellValue
from planbook.forms.compose import compose
from planbook.simulate import distort
from planbook.simulate.filling import saved_at, typed_into

GALLERY = Path(__file__).resolve().parent / "gallery"
PLAN = GALLERY / "plan.yaml"
QUARTER = 1
Typed = Mapping[tuple[str, str], CellValue]

TRANG: Typed = {
    ("5/1", "result"): 3,
    ("5/2", "result"): 12,
    ("5/3", "result"): 0.94,
    ("5/4", "numerator"): 196,
    ("5/4", "denominator"): 200,
    ("6/1", "result"): "จัดอบรม 2 รุ่น ผู้เข้าอบรม 41 คน",
    ("6/2", "result"): 18,
    ("6/2", "remark"): "ลดลงจากปีก่อน 2 วัน",
}
KRABI: Typed = {
    ("5/1", "result"): "หลายครั้ง",
    ("5/2", "result"): "๑๐ ราย",
    ("5/3", "result"): 92,
    ("5/4", "numerator"): 210,
    ("5/4", "denominator"): 200,
    ("6/1", "result"): "ไม่มีผู้ร้องขอ",
    ("6/2", "result"): 25,
}
"""A figure in words, 92 in the cell of a percentage, a part over its whole, and a missed target without a reason."""
KRABI_MENDED: Typed = {
    ("5/1", "result"): 3,
    ("5/3", "result"): 0.92,
    ("5/4", "numerator"): 190,
    ("6/2", "remark"): "ดินถล่มตัดทางเข้าพื้นที่ 5 วัน",
}
SICHON: Typed = {
    ("5/1", "result"): "๓ ครั้ง",
    ("5/2", "result"): "๑๑",
    ("5/3", "result"): "ร้อยละ ๙๑",
    ("5/4", "numerator"): "๙๖",
    ("5/4", "denominator"): "๑๐๐",
    ("6/1", "result"): "จัดอบรม ๑ รุ่น",
    ("6/2", "result"): "๑๙ วัน",
}


def typed(form: bytes, values: Typed, day: int) -> bytes:
    """A form with values typed into its inputs, saved on a day of April 2019."""
    cells: dict[str, dict[str, CellValue]] = {}
    for spot in pb.inspect(form).inputs:
        if (spot.key, str(spot.field)) in values:
            cells.setdefault(spot.sheet, {})[spot.cell] = values[spot.key, str(spot.field)]
    return saved_at(typed_into(form, cells), f"2019-04-{day:02}T09:00:00Z")


def build(folder: Path) -> None:
    """Play the quarter, and leave every file of it in a folder."""
    made = pb.new_master(pb.read_document(PLAN))
    master = folder / "1-plan" / "master-2562.xlsx"
    forms, returns, again = folder / "2-forms", folder / "3-returns", folder / "5-later-returns"
    for each in (master.parent, returns, again):
        each.mkdir(parents=True, exist_ok=True)
    master.write_bytes(made.data)
    issued = pb.generate(master, QUARTER, out=forms)
    sheets = {spec.office: (name, (forms / name).read_bytes()) for name, spec in issued.specs.items()}
    for office, values in (("TRG", TRANG), ("KBI", KRABI)):
        name, form = sheets[office]
        (returns / name).write_bytes(typed(form, values, 5))

    first = pb.check(master, returns, quarter=QUARTER)
    first.save_reports([folder / "3-board-first.html", folder / "3-worklist-first.xlsx"])
    pb.corrections(first, folder / "4-corrections")
    pb.remind(first, QUARTER, out=folder / "4-reminders")

    (copy,) = (folder / "4-corrections").glob("*.xlsx")
    (again / copy.name).write_bytes(typed(copy.read_bytes(), KRABI_MENDED, 12))
    name, form = sheets["SCN"]
    plan = pb.read_master(master)
    turned = distort.edited(typed(form, SICHON, 15), compose(plan, "SCN", QUARTER), distort.sort_rows)
    (again / f"แก้แล้ว {name}").write_bytes(saved_at(turned, "2019-04-15T09:00:00Z"))

    merged = pb.merge(master, [returns, again], quarter=QUARTER)
    whole = folder / "6-consolidated-2562.xlsx"
    merged.save(whole, report=[folder / "6-board.html", folder / "6-worklist.xlsx", folder / "6-report.json"])
    (folder / "7-plan.html").write_bytes(pb.publish(whole, "th"))
    (folder / "7-memo.docx").write_bytes(pb.memo(pb.read_master(whole), QUARTER))


def main() -> None:
    """Make the gallery anew."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GALLERY
    for left in folder.glob("[1-9]-*") if folder.exists() else ():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    build(folder)
    for path in sorted(folder.rglob("*.*")):
        print(f"{path.stat().st_size:>8,}  {path.relative_to(folder)}")


if __name__ == "__main__":
    main()
