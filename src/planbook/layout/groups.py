"""The groups that a utility's responsible cells name, as a beginning: written into the offices sheets, where the
staff of each region say what they mean there. Kinds are those of the offices sheet's ``kind`` column.
"""

from planbook.model import Group

_BRANCHES = ("กฟฟ.1", "กฟฟ.2", "กฟฟ.3")

DEFAULT_GROUPS: tuple[Group, ...] = (
    Group(name="ทุก กฟฟ.", kinds=(*_BRANCHES, "กฟส."), aliases=("ทุกการไฟฟ้า", "กฟฟ.ทุกแห่ง")),
    Group(name="กฟฟ.", kinds=(*_BRANCHES, "กฟส.")),
    Group(name="กฟฟ.ชั้น 1-3", kinds=_BRANCHES, aliases=("กฟฟ.1-3", "กฟฟ.ชั้น 1,2,3")),
    Group(name="กฟส.", kinds=("กฟส.",), aliases=("ทุก กฟส.",)),
    Group(name="กฟย.", kinds=("กฟย.",), aliases=("ทุก กฟย.",)),
)

KIND_UNIT = "หน่วยงานเขต"
KIND_WORKING_GROUP = "คณะทำงาน"
"""Kinds given to offices that adopt makes up from a plan's own words where no list of offices is at hand."""
