"""Moments as people read them, by their language: "10 เม.ย. 2562 เวลา 14.30 น.", "10 April 2019, 14:30".

Data keep ISO 8601. A sentence shows a moment where its text says ``{name:moment}``.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

THAILAND = timezone(timedelta(hours=7))
"""The zone of every office; it has no summer time."""
BUDDHIST_ERA = 543
"""What the Buddhist era is ahead of the common one."""
BUDDHIST_FROM = 2400
"""A year from here on is one of the Buddhist era: a clock or a program set to it."""
MOMENT = "moment"
"""How the text of a sentence asks for an argument as a moment."""
_HAS_TIME = re.compile(r"[T ]\d\d:\d\d")


def in_words(text: str, said: Mapping[str, str]) -> str:
    """A moment (ISO 8601, without a zone one of Thailand) in the texts of the section ``time``: day, month, year and,
    where it says one, the time of day in Thailand. Anything else stays as it is."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    if moment.tzinfo is not None:
        moment = moment.astimezone(THAILAND)
    common = moment.year - (BUDDHIST_ERA if moment.year >= BUDDHIST_FROM else 0)
    month, year = said["time.months"].split()[moment.month - 1], common + int(said["time.era"])
    day = said["time.day"].format(day=moment.day, month=month, year=year)
    return said["time.time"].format(day=day, hour=moment.hour, minute=moment.minute) if _HAS_TIME.search(text) else day
