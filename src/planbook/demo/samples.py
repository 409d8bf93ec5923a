"""The sample plan and its list of offices, wherever planbook is installed."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from planbook.errors import PlanbookError

PLAN = "plan-2562.xlsx"
OFFICES = "offices.csv"


def sample(name: str) -> bytes:
    """The bytes of a sample file: from the installed package, or from the repository where planbook is developed.

    Raises PlanbookError where neither has it.
    """
    package = files("planbook")
    places: list[Traversable] = [package.joinpath("samples", name)]
    if isinstance(package, Path):
        places.append(package.parents[1] / "samples" / name)  # src/planbook → the repository
    for place in places:
        if place.is_file():
            return place.read_bytes()
    raise PlanbookError(
        f"ไม่พบไฟล์ตัวอย่าง {name} ที่มากับ planbook: ติดตั้งใหม่ด้วย pip install --force-reinstall planbook",
        f"the sample {name} that comes with planbook is missing: install it again "
        "with pip install --force-reinstall planbook",
    )
