"""The offices' results as a table: exact, whole, and told where they cannot be written."""

import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pandas
import pytest

import planbook as pb
from planbook.cli import main
from planbook.domain import Fact, Progress
from planbook.report.data import COLUMNS, facts_file, facts_frame, like_formulas

from ..plans import adopted, plan
from ..quarters import returned

FACTS = (
    Fact(
        key="6/1",
        office="TRG",
        quarter=1,
        result=Decimal("0.1"),
        raw="๐.๑",
        unit="ราย",
        remark='ก,ข\n"ค"',
        file="ก.xlsx",
    ),
    Fact(key="6/1", office="NST", quarter=1, result=Fraction(100, 3), numerator=Decimal(1), denominator=Decimal(3)),
    Fact(key="6/1", office="SRT", quarter=2, result="0012", progress=Progress.DONE),
    Fact(key="6/1", office="KBI", quarter=2, progress=Progress.NOTHING),
)


def from_csv(data: bytes) -> pandas.DataFrame:
    frame = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    frame["quarter"] = frame["quarter"].astype(int)
    frame["number"] = pandas.to_numeric(frame["number"])
    return frame


def from_parquet(data: bytes) -> pandas.DataFrame:
    return pandas.read_parquet(io.BytesIO(data))


@pytest.mark.parametrize(("ending", "read"), [("csv", from_csv), ("parquet", from_parquet)])
def test_every_value_comes_back(sample, ending, read):
    frame = read(facts_file(sample.master, FACTS, f"ผล.{ending}"))
    assert list(frame.columns) == [*COLUMNS, "number"]
    assert list(frame["result"]) == ["0.1", "100/3", "0012", ""]
    assert list(frame["progress"]) == ["", "", "done", "nothing"]
    assert frame["remark"][0].replace("\r\n", "\n") == FACTS[0].remark
    assert frame["office_name"][0] == sample.master.offices.by_code["TRG"].name
    assert list(frame["quarter"]) == [1, 1, 2, 2]
    assert [round(number, 6) for number in frame["number"][:2]] == [0.1, 33.333333]
    assert frame["number"][2:].isna().all()


def test_a_text_of_digits_stays_one_in_csv(sample):
    data = facts_file(sample.master, FACTS, "ผล.csv").decode("utf-8-sig")
    assert ",0012," in data
    assert data.splitlines()[0].startswith("key,title,office,")


def test_the_frame_keeps_exact_numbers(sample):
    frame = facts_frame(sample.master, FACTS)
    assert list(frame["result"]) == [fact.result for fact in FACTS]


def test_the_same_facts_make_the_same_bytes(sample):
    for name in ("a.csv", "a.parquet"):
        assert facts_file(sample.master, FACTS, name) == facts_file(sample.master, FACTS, name)


def test_another_ending_is_told(sample):
    with pytest.raises(pb.UsageProblem, match="csv"):
        pb.export_facts(replace(sample.master, facts=FACTS), "ผล.xlsx")


def test_no_results_make_an_empty_table(sample):
    assert facts_file(sample.master, (), "a.csv").decode("utf-8-sig").splitlines() == [",".join([*COLUMNS, "number"])]
    assert len(pandas.read_parquet(io.BytesIO(facts_file(sample.master, (), "a.parquet")))) == 0


TOLD = ("=1+1", "@SUM(A1)", "+1+1", "-A1", "-", "-5", "+1,234.5%", "ไม่มี = 0", "'=1", "", "-ยังไม่เริ่ม", "=")


@pytest.mark.parametrize(("ending", "read"), [("csv", from_csv), ("parquet", from_parquet)])
def test_what_looks_like_a_formula_is_data_for_programs(sample, ending, read):
    facts = [Fact(key="6/1", office="TRG", quarter=1, remark=told) for told in TOLD]
    assert tuple(read(facts_file(sample.master, facts, f"a.{ending}"))["remark"]) == TOLD


def test_cells_that_a_spreadsheet_would_calculate_are_counted(sample):
    facts = [Fact(key="6/1", office="TRG", quarter=1, remark=told, raw="=1") for told in TOLD]
    alike = ("=1+1", "@SUM(A1)", "+1+1", "-A1", "-ยังไม่เริ่ม", "=")
    assert like_formulas(sample.master, facts) == len(alike) + len(TOLD)
    third = Fact(key="6/1", office="TRG", quarter=1, result=Fraction(-100, 3))
    assert like_formulas(sample.master, [third]) == 1  # -100/3 divides


@pytest.mark.parametrize(("ending", "read"), [("csv", from_csv), ("parquet", from_parquet)])
def test_no_control_character_is_written_raw(sample, ending, read):
    odd = "".join(map(chr, range(0x20))) + "\x7fก\ud800\ufffe\uffff"
    data = facts_file(sample.master, [Fact(key="6/1", office="TRG", quarter=1, remark=odd)], f"a.{ending}")
    (remark,) = read(data)["remark"]
    pictured = "".join(char if char in "\t\n\r" else chr(0x2400 + ord(char)) for char in map(chr, range(0x20)))
    assert remark == pictured + "␡ก���"
    assert ending == "parquet" or b"\0" not in data


def test_the_command_says_what_excel_would_calculate(tmp_path, save, capsys):
    data = adopted(plan("แผนงานหลักที่ 8 งานลูกค้า | 1. เยี่ยมลูกค้า | 3 ราย; -; -; - | กฟฟ.ชั้น 1-3"))
    path = tmp_path / "c.xlsx"
    for remark, said in (("=1+1", "1 cell of the CSV begins with ="), ("เรียบร้อย", "open the table in Excel")):
        path.write_bytes(pb.merge(data, returned(save, data, {"TRG": {"8/1": 3, ("8/1", "remark"): remark}})).data)
        with pytest.raises(SystemExit):
            main(["export", str(path), "--facts", str(tmp_path / "f.csv"), "--force", "--lang", "en"])
        assert said in " ".join(capsys.readouterr().out.split())
