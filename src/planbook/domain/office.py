"""Offices: everything that reports, and the groups that a responsible cell names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from planbook.domain.brief import Brief
from planbook.domain.quantity import Frozen
from planbook.domain.text import clean

_PLACES = re.compile(r"จังหวัด|(?<![ก-๛])จ\.(?=\s?[ก-ฮเ-ไ])|กฟ[ก-ฮ]\.")
_SHORTEST = 3
"""Letters of a name that is looked for in the middle of a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office(Frozen):
    """A reporting office.

    ``via`` is the code of the office that reports for this one (it gets no form of its own), or empty.
    ``groups`` are names of groups it belongs to beside those its kind implies.
    """

    code: str
    name: str
    kind: str = ""
    groups: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    via: str = ""
    province: str = ""
    mail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(Frozen):
    """A group name that responsible cells use, and the kinds of office it stands for.

    Data, kept in the offices sheet: a region says once what ``ทุก กฟฟ.`` means for it.
    """

    name: str
    kinds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class OfficeBook(Brief, Frozen):
    """All offices and groups of a region, in the order of the offices sheet."""

    offices: tuple[Office, ...] = ()
    groups: tuple[Group, ...] = ()

    def brief(self) -> Mapping[str, object]:
        """How many offices and groups."""
        return {"offices": len(self.offices), "groups": len(self.groups)}

    @cached_property
    def by_code(self) -> Mapping[str, Office]:
        """Offices by code."""
        return {office.code: office for office in self.offices}

    def members(self, group: Group) -> tuple[Office, ...]:
        """The offices of a group: of its kinds, listed by code, or naming it in their ``groups`` column."""
        names = {group.name, *group.aliases}
        return tuple(
            office
            for office in self.offices
            if office.kind in group.kinds or office.code in group.codes or names & set(office.groups)
        )

    def places_in(self, text: str) -> tuple[str, ...]:
        """The words of a text that speak of single places or units: provinces and offices of this book, and words such
        as ``จังหวัด`` or ``กฟฟ.``; each once, empty where it speaks of none."""
        words = clean(text)
        names = [name for office in self.offices for name in (office.province, office.name, *office.aliases) if name]
        found = [name for name in names if len(name) >= _SHORTEST and clean(name) in words]
        return tuple(dict.fromkeys([*found, *_PLACES.findall(words)]))

    def reporter(self, code: str) -> Office:
        """The office whose form carries an office's rows: the end of its ``via`` chain (a circle ends it)."""
        office, seen = self.by_code[code], {code}
        while office.via in self.by_code and office.via not in seen:
            seen.add(office.via)
            office = self.by_code[office.via]
        return office

    def in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes in the order of the offices sheet, each once."""
        wanted = set(codes)
        return tuple(office.code for office in self.offices if office.code in wanted)
