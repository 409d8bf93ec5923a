"""What many tests share: the sample plan, adopted once, and its forms."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import planbook as pb
from planbook.forms.compose import compose
from planbook.forms.render import render

os.environ["PLANBOOK_LANG"] = "th"  # whatever the machine speaks; a test of another language says so

# How long a draw or an example takes on a busy machine is no part of any law.
settings.register_profile("planbook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("planbook")

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
ORIGINAL = ROOT.parent / "shared" / "original" / "plan-2562.xlsx"
"""The region's real workbook; there on the developers' machines, not in a clone."""


@dataclass(repr=False)
class Sample:
    """The sample plan as a master, and forms made from it."""

    plan: Path = SAMPLES / "plan-2562.xlsx"
    offices: Path = SAMPLES / "offices.csv"
    made: dict[tuple[str, int], bytes] = field(default_factory=dict)

    @cached_property
    def adopted(self) -> pb.Adopted:
        return pb.adopt(self.plan, self.offices)

    @cached_property
    def master(self) -> pb.Master:
        return pb.read_master(self.adopted.data)

    def form(self, office: str, quarter: int = 1, master: pb.Master | None = None) -> bytes:
        if master is not None:
            return render(compose(master, office, quarter))
        if (office, quarter) not in self.made:
            self.made[office, quarter] = render(compose(self.master, office, quarter))
        return self.made[office, quarter]


@pytest.fixture(scope="session")
def sample() -> Sample:
    return Sample()


@pytest.fixture
def save(tmp_path: Path):
    """Write named files into a folder of their own: ``save({"a.xlsx": data})`` gives the folder."""
    made = 0

    def write(files: dict[str, bytes]) -> Path:
        nonlocal made
        made += 1
        folder = tmp_path / f"returns{made}"
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    return write
