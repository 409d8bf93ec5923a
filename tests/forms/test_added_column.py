"""A new input column is one object: it is written, prompted, checked and read back by what its line says.

The line goes into a copy of the source, in the two files that such a column touches and in its words.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import planbook

FIELD = '    LETTER = "letter"\n'
COLUMN = """    Column(
        key="letter",
        said="column.letter",
        width=20,
        field=Field.LETTER,
        asks=(Ask(Takes.TEXT, _always, "prompt.letter_title", "prompt.letter"),),
        needed="check.letter",
    ),
"""
WORDS = {"column": "เลขที่หนังสือ", "prompt": "พิมพ์เลขที่หนังสือที่รายงาน", "check": "โปรดระบุเลขที่หนังสือ"}

USED = """
import io
import openpyxl
import planbook as pb
from planbook.domain import Field
from planbook.forms.checks import formula_of
from planbook.forms.compose import compose
from planbook.forms.looks import Table
from planbook.forms.render import render
from planbook.layout.words import words_for
from tests.plans import master

plan = master("แผนงานหลักที่ 3 งานบริการ | 1. สำรวจ | 3 ราย; -; -; - | ทุก กฟฟ.")
spec = compose(plan, "TRG", 1)
data = render(spec)
book = openpyxl.load_workbook(io.BytesIO(data))
sheet = book["รายงานผล"]
spots = {cell.field: cell for cell in pb.inspect(data).inputs}
cell = sheet[spots[Field.LETTER].cell]
assert not cell.protection.locked and cell.number_format == "@"
assert "เลขที่หนังสือ" in [sheet.cell(row, cell.column).value for row in (6, 7)]
rules = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
assert [(rule.type, rule.promptTitle, rule.prompt) for rule in rules] == [
    (None, "เลขที่หนังสือ", "พิมพ์เลขที่หนังสือที่รายงาน")
]
table = Table(spec, words_for("th").check, "th")
(check,) = table.checks.values()
assert f'TRIM({cell.coordinate})=""' in formula_of(check)


def read(**typed):
    for field, value in typed.items():
        sheet[spots[Field(field)].cell] = value
    out = io.BytesIO()
    book.save(out)
    return pb.check(plan, out.getvalue())


found = read(result=3, letter="กบล. 12/2562")
said = {entry.field: (entry.value, entry.state) for entry in found.entries}
assert said == {"result": (3, "accepted"), "letter": ("กบล. 12/2562", "accepted")}, said
assert found.conservation.balanced
"""


def test_a_column_is_one_object_in_two_files(tmp_path):
    repo = Path(__file__).parents[2]
    source = tmp_path / "src" / "planbook"
    shutil.copytree(Path(planbook.__file__).parent, source, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    shutil.copy(repo / "docs" / "codes.py", tmp_path / "docs")

    put(source / "domain" / "report.py", '    REMARK = "remark"\n', FIELD)
    put(source / "layout" / "form.py", "asks=(_REMARK,)),\n", COLUMN)
    for language in ("th", "en"):
        words = source / "words" / f"{language}.toml"
        for section, text in WORDS.items():
            more = f'letter_title = "{WORDS["column"]}"\n' if section == "prompt" else ""
            put(words, f"\n[{section}]\n", f'letter = "{text}"\n{more}')

    run(tmp_path, repo, str(tmp_path / "docs" / "codes.py"))
    run(tmp_path, repo, "-c", USED)


def put(file: Path, after: str, text: str) -> None:
    before = file.read_text(encoding="utf-8")
    assert before.count(after) == 1, file
    file.write_text(before.replace(after, after + text), encoding="utf-8")


def run(tmp_path: Path, repo: Path, *args: str) -> None:
    done = subprocess.run(
        [sys.executable, *args],
        cwd=repo,
        env={"PYTHONPATH": f"{tmp_path / 'src'}:{repo}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
