"""When a file was saved, as the file itself says it: programs write it in more ways than one, and some not at all."""

import re
from datetime import UTC, datetime, timedelta, timezone

from planbook.domain.text import clean, digits

THAILAND = timezone(timedelta(hours=7))
"""The zone of every office; it has no summer time."""
BUDDHIST_ERA = 543
"""What the Buddhist era is ahead of the common one."""

_BUDDHIST_FROM = 2400
"""A year from here on is one of the Buddhist era: a clock or a program set to it."""
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d*)?)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_EARLY, _LATE = 1, 10
"""Years before and after the plan's own in which a return of it may have been saved."""


def saved_moment(text: str, year: int) -> datetime | None:
    """The moment that a file says it was saved (ISO 8601), in UTC; None where it does not say so believably.

    ``year`` is the plan's (B.E.). A moment without a zone is one of Thailand. A year of the Buddhist era is taken for
    what it is. A moment years away from the plan's is what a program writes that does not know the time (1970, 1980,
    2006), or what stood in the form as it was issued (2000).
    """
    found = _ISO.fullmatch(digits(clean(text)))
    if found is None:
        return None
    written, month, day, hour, minute, second, zone = found.groups()
    common = int(written) - (BUDDHIST_ERA if int(written) >= _BUDDHIST_FROM else 0)
    if not -_EARLY <= common - (year - BUDDHIST_ERA) <= _LATE:
        return None
    try:
        moment = datetime(common, int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        return moment.replace(tzinfo=_zone(zone)).astimezone(UTC)
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    """The zone that a moment names; Thailand's where it names none. Raises ValueError for one that is none."""
    if not text:
        return THAILAND
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
