"""Results of many regions in one folder of Parquet files, asked all at once."""

import duckdb
import pytest

import planbook as pb
from planbook.cli import main

from ..plans import adopted, plan
from ..quarters import returned

PLAN = "แผนงานหลักที่ 8 งานลูกค้า | 1. เยี่ยมลูกค้ารายสำคัญ | 3 ราย; 3 ราย; 3 ราย; 3 ราย | กฟฟ.ชั้น 1-3"
ASK = "FROM read_parquet('{}/**/*.parquet', hive_partitioning = true)"


@pytest.fixture
def merged(save):
    data = adopted(plan(PLAN))
    first = pb.merge(data, returned(save, data, {"TRG": {"8/1": 3}, "KBI": {"8/1": 4}})).data
    return pb.merge(first, returned(save, first, {"TRG": {"8/1": "5"}}, quarter=2)).data


def run(*args):
    with pytest.raises(SystemExit) as ended:
        main([*map(str, args)])
    return ended.value.code


def test_two_regions_in_one_folder(merged, tmp_path):
    """The one's results stay when the other's come, and are replaced when its own come again."""
    master = pb.with_settings(merged, plan_id="south")
    for each in (master, pb.with_settings(merged, plan_id="north")):
        for name, data in pb.export_dataset(each).items():
            path = tmp_path / "all" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    said = "SELECT year, quarter, sum(number), count(*) " + ASK.format(tmp_path / "all") + " GROUP BY ALL ORDER BY ALL"
    assert duckdb.sql(said).fetchall() == [(2562, 1, 14.0, 4), (2562, 2, 10.0, 2)]


def test_from_the_command_line(merged, tmp_path):
    master, folder = tmp_path / "c.xlsx", tmp_path / "results"
    master.write_bytes(merged)
    assert run("export", master, "--facts", folder) == 0
    assert len(list(folder.rglob("*.parquet"))) == 2
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    assert run("export", master, "--facts", folder) == 2  # they are there
    assert run("export", master, "--facts", folder, "--force") == 0
    assert {path: path.read_bytes() for path in folder.rglob("*.parquet")} == before
    found = duckdb.sql("SELECT office, result " + ASK.format(folder) + " WHERE quarter = 1 ORDER BY office").fetchall()
    assert found == [("KBI", "4"), ("TRG", "3")]


def test_a_plan_without_results_has_no_file():
    assert pb.export_dataset(adopted(plan(PLAN))) == {}
