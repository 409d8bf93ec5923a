"""What a number format makes of a number (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from planbook.book.styles import BUILT_IN
from planbook.words.times import BUDDHIST_ERA

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General|E[+-]|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[bB]+|[eE]+|ป+|ด+|ว+|ช+|น+|ท+|.',
    re.DOTALL,
)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+|ช+|น+|ท+)\]", re.IGNORECASE)
_LOCALE = re.compile(r"\[\$([^\]\-]*)-?([0-9A-Fa-f]*)[^\]]*\]")
_TAGGED = re.compile(r"\[\$[^\]\-]*-([A-Za-z]{2,3})(?:-[A-Za-z0-9]+)*(?:,([0-9A-Fa-f]*))?\]")
"""The same with the language by its name: ``[$-th-TH,107]``; behind the comma digits and calendar."""
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_THAI_LETTERS = str.maketrans("ปดวชนท", "bmdhns")
"""The letters of the built-in Thai formats; ``น`` are minutes wherever it stands."""
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

_ASIAN_DATES = {**dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd")}
_ASIAN_TIMES = dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss")
# A Thai program writes these ids and no text; years are of the Buddhist era, digits Thai but for the last.
_THAI = {71: "td/m/bbbb", 72: "td-mmm-bb", 73: "td-mmm", 74: "tmmm-bb", 77: "td/m/bbbb h:mm", 81: "d/m/bb"}
_SYSTEM = frozenset({"mm-dd-yy", "m/d/yy h:mm", "d-mmm-yy", "d-mmm", "mmm-yy"})
"""Built-in dates that every computer shows in a way of its own: they are given as ISO dates."""

_MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"],
    "th": ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
           "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"],
}  # fmt: skip
_SHORT_MONTHS = {
    "en": [name[:3] for name in _MONTHS["en"]],
    "th": ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
}
THAI_MONTHS = (*_SHORT_MONTHS["th"], *_MONTHS["th"])
"""The months as Thai dates name them, in brief and in full."""
_DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "th": ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"],
}
_SHORT_DAYS = {"en": [name[:3] for name in _DAYS["en"]], "th": ["จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."]}
_THAI_LANGUAGE, _BUDDHIST_CALENDAR, _THAI_NUMERALS = 0x1E, 0x07, 0x0D
_LAST_SERIAL = 2_958_465
"""31 December 9999 as a serial number."""


def built_in(number: int) -> str | None:
    """The format of an id that has no text in the file; None for an id that says nothing."""
    return _THAI.get(number) or BUILT_IN.get(number) or _ASIAN_DATES.get(number) or _ASIAN_TIMES.get(number)


@lru_cache(maxsize=1024)
def is_percent_format(number_format: str) -> bool:
    """Whether a number format shows a fraction as percent: it has a ``%`` that is no literal."""
    return "%" in _LITERAL.sub("", number_format)


@lru_cache(maxsize=1024)
def is_date(number_format: str) -> bool:
    """Whether a number format shows a serial number as a date or a time."""
    if _ELAPSED.search(number_format):
        return True
    plain = _LITERAL.sub("", number_format.partition(";")[0])
    plain = re.sub(r"General|AM/PM|A/P|E[+-]", "", plain, flags=re.IGNORECASE)
    return bool(re.search(r"[ymdhsbYMDHSBปดวชนท]", plain)) and not re.search(r"[0#?]", re.sub(r"\.0+", "", plain))


def moment_of(serial: float, *, from_1904: bool = False) -> datetime | None:
    """The date and time of a serial number (day 0 is 1899-12-30, or 1904-01-01); None for none."""
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if not 0 <= serial <= _LAST_SERIAL - (1462 if from_1904 else 0):
        return None
    return start + timedelta(seconds=round(serial * 86_400))


def display(value: object, number_format: str | None, *, from_1904: bool = False) -> str | None:
    """The text in which a cell shows its number or date; None where the format says nothing of it.

    ``value`` is what the reader of values gave. Dates in a format that every computer shows in a way of its own (the
    system's short date) are ISO dates; what the format names (Buddhist years, Thai months and digits) is as it shows.
    """
    if not number_format or isinstance(value, bool | str) or value is None:
        return None
    if _ELAPSED.search(number_format):
        days = value / timedelta(days=1) if isinstance(value, timedelta) else value
        return _elapsed(days, number_format.partition(";")[0]) if isinstance(days, int | float) else None
    if is_date(number_format):
        when = _as_moment(value, from_1904=from_1904)
        return None if when is None else _dated(when, number_format.partition(";")[0])
    if not isinstance(value, int | float) or value != value or abs(value) >= 1e15:
        return None
    return _numbered(Decimal(repr(value)), number_format)


_SPANS = {"h": 3600, "m": 60, "n": 60, "s": 1}


def _elapsed(days: float, code: str) -> str | None:
    """A span of time in hours, minutes or seconds that go on beyond a day, an hour or a minute (``[h]:mm``)."""
    if not 0 <= days <= _LAST_SERIAL:
        return None
    seconds, text = round(days * 86_400), ""
    for token in _TOKEN.findall(code):
        whole = _ELAPSED.fullmatch(token)
        letters = token.strip("[]").partition(".")[0].lower().translate(_THAI_LETTERS)
        if whole is None and literal_of(token) is not None:
            text += literal_of(token) or ""
        elif letters[:1] in _SPANS:
            count, rest = divmod(seconds, _SPANS[letters[0]])
            seconds = rest if whole or letters[0] != "s" else seconds
            text += f"{count:0{len(letters)}d}"
        else:
            text += token
    return text


def _as_moment(value: object, *, from_1904: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, time):
        return datetime.combine(date(1899, 12, 30), value)
    return moment_of(float(value), from_1904=from_1904) if isinstance(value, int | float) else None


class _Locale(NamedTuple):
    """What a format's tags say: the language of month names, whether years are Buddhist, whether digits are Thai."""

    language: str
    buddhist: bool
    thai_digits: bool


def _locale(code: str) -> _Locale:
    language, buddhist, thai_digits = "en", False, code.lstrip().startswith("t")
    for found in _LOCALE.finditer(code):
        number = int(found[2] or "0", 16)
        language = "th" if number & 0xFF == _THAI_LANGUAGE else language
        buddhist = buddhist or number >> 16 & 0xFF == _BUDDHIST_CALENDAR
        thai_digits = thai_digits or number >> 24 & 0xFF == _THAI_NUMERALS
    for found in _TAGGED.finditer(code):
        number = int(found[2] or "0", 16)
        language = "th" if found[1].lower() == "th" else language
        buddhist = buddhist or number & 0xFF == _BUDDHIST_CALENDAR
        thai_digits = thai_digits or number >> 8 & 0xFF == _THAI_NUMERALS
    return _Locale(language, buddhist, thai_digits)


def literal_of(token: str) -> str | None:
    """What a token of a number format shows by itself; None where it stands for a part of the value."""
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    if token.startswith(("_", "*")) and len(token) > 1:
        return " " if token.startswith("_") else ""
    if token.startswith("[") and len(token) > 1:
        found = _LOCALE.fullmatch(token)
        return found[1] if found else ""
    return None


def _dated(when: datetime, code: str) -> str:
    if code in _SYSTEM:
        return when.isoformat(sep=" ", timespec="minutes") if "h" in code else when.date().isoformat()
    language, buddhist, thai_digits = _locale(code)
    tokens = _TOKEN.findall(code.lstrip().removeprefix("t"))
    parts = [token for token in tokens if literal_of(token) is None]
    if thai_digits or any("ก" <= token[0] <= "ฮ" or token[0] in "bB" for token in parts):
        language = "th"
    halves = any(token in ("AM/PM", "A/P") for token in tokens)
    shown: list[str] = []
    last = ""
    for at, token in enumerate(tokens):
        literal = literal_of(token)
        if literal is not None:
            shown.append(literal)
            continue
        letters = token.translate(_THAI_LETTERS).lower()
        kind = letters[0]
        if kind == "m" and (last == "h" or _next_part(tokens, at) == "s"):
            kind = "n"
        shown.append(_part(when, kind, letters, language, buddhist=buddhist, halves=halves, token=token))
        last = kind if kind.isalpha() else last
    text = "".join(shown).strip()
    return text.translate(_THAI_DIGITS) if thai_digits else text


def _next_part(tokens: list[str], at: int) -> str:
    """The letter of the next part of a date behind a token."""
    for token in tokens[at + 1 :]:
        letter = token.translate(_THAI_LETTERS).lower()[0]
        if literal_of(token) is None and letter in "ymdhnsbe":
            return letter
    return ""


def _part(when: datetime, kind: str, letters: str, language: str, *, buddhist: bool, halves: bool, token: str) -> str:
    size = len(letters)
    if token in ("AM/PM", "A/P"):
        return (token.split("/")[0] if when.hour < 12 else token.split("/")[1]) if halves else token
    if kind in "ybe":
        year = when.year + (BUDDHIST_ERA if buddhist or kind in "be" else 0)
        return f"{year % 100:02d}" if size <= 2 else f"{year:04d}"
    if kind == "m":
        names = {3: _SHORT_MONTHS, 4: _MONTHS}.get(size)
        return names[language][when.month - 1] if names else f"{when.month:0{min(size, 2)}d}"
    if kind == "d":
        days = {3: _SHORT_DAYS, 4: _DAYS}.get(size)
        return days[language][when.weekday()] if days else f"{when.day:0{min(size, 2)}d}"
    if kind == "h":
        return f"{(when.hour + 11) % 12 + 1 if halves else when.hour:0{min(size, 2)}d}"
    if kind in "ns":
        return f"{when.minute if kind == 'n' else when.second:0{min(len(letters.partition('.')[0]), 2)}d}"
    return token


# Numbers


class Dressed(NamedTuple):
    """A number as its format shows it: the words before and after its digits.

    ``number`` is exact and on the scale that is shown (95 for 0.95 as percent, 1.5 for 1,500,000 in millions); None
    where the format shows words alone, such as a dash for zero; these stand in ``before``.
    """

    number: Decimal | None
    before: str = ""
    after: str = ""


@lru_cache(maxsize=4096)
def dressed(number: Decimal, number_format: str) -> Dressed | None:
    """What a number format puts around a number; None for one that shows the number in another form (``# ?/?``,
    ``0.0E+0``, a date) or is not understood."""
    section, signed = _section(number, number_format)
    if section is None or "@" in _LITERAL.sub("", section):
        return None
    tokens = _TOKEN.findall(section.lstrip().removeprefix("t"))
    digits = [at for at, token in enumerate(tokens) if token in ("0", "#", "?") or token.lower() == "general"]
    if is_date(section) or any(token in ("E+", "E-", "/") for token in tokens):
        return None
    shown = display(float(number), number_format)
    if not digits or (shown is not None and not any(each.isdigit() for each in shown)):
        return Dressed(None, shown or "")
    between = tokens[digits[0] : digits[-1] + 1]
    if any(_words(token) for token in between if token not in ("0", "#", "?", ",", ".") and token.lower() != "general"):
        return None
    before = "".join(map(_words, tokens[: digits[0]]))
    after = "".join(_words(token) for token in tokens[digits[-1] + 1 :] if token != ",")
    value = abs(number) * Decimal(100) ** tokens.count("%") / Decimal(1000) ** _thousands(tokens, digits)
    if number < 0:
        value = -value
        if not signed:  # the section for what is negative writes the sign itself
            before, after = before.replace("-", "").replace("(", ""), after.replace(")", "")
    return Dressed(value, before.lstrip(), after.rstrip())


def tokens_for(number: Decimal, number_format: str) -> list[str]:
    """The tokens of the section of a format that a number is shown by; none where the format has none for it."""
    return _TOKEN.findall((_section(number, number_format)[0] or "").lstrip().removeprefix("t"))


def _words(token: str) -> str:
    return token if (literal := literal_of(token)) is None else literal


def _thousands(tokens: list[str], places: list[int]) -> int:
    """By how many thousands a format divides: the commas right behind the last digit, or before the point."""
    last = places[-1]
    scale = next((n for n, token in enumerate(tokens[last + 1 :]) if token != ","), len(tokens) - last - 1)
    point = next((at for at, token in enumerate(tokens) if token == "."), len(tokens))
    whole = [at for at in places if at < point]
    if whole and whole[-1] != last:  # "0,.0" scales as well
        scale += point - whole[-1] - 1 if set(tokens[whole[-1] + 1 : point]) == {","} else 0
    return scale


def _numbered(value: Decimal, code: str) -> str | None:
    section, signed = _section(value, code)
    if section is None or "General" in section or "@" in section or "/" in _LITERAL.sub("", section):
        return None
    thai_digits = _locale(section).thai_digits
    tokens = _TOKEN.findall(section.lstrip().removeprefix("t"))
    places = [at for at, token in enumerate(tokens) if token in ("0", "#", "?")]
    if not places:
        text = "".join(literal_of(token) or "" if literal_of(token) is not None else token for token in tokens).strip()
        return text or None
    if any(token in ("E+", "E-") for token in tokens):
        return None
    point = next((at for at, token in enumerate(tokens) if token == "."), len(tokens))
    whole = [at for at in places if at < point]
    part = [at for at in places if at > point]
    last_whole = whole[-1] if whole else point
    scale = _thousands(tokens, places)
    grouped = any(tokens[at] == "," for at in range(whole[0] if whole else 0, last_whole))
    exact = abs(value) * Decimal(100) ** tokens.count("%") / Decimal(1000) ** scale
    rounded = exact.quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    filled = _fill(tokens, whole, digits.lstrip("0"), grouped=grouped) | _fill_decimals(tokens, part, decimals)
    shown = []
    for at, token in enumerate(tokens):
        literal = literal_of(token)
        if literal is not None:
            shown.append(literal)
        elif at in filled:
            shown.append(filled[at])
        elif token != ",":
            shown.append(token)
    text = ("-" if signed and rounded else "") + "".join(shown).strip()
    return text.translate(_THAI_DIGITS) if thai_digits else text


def _section(value: Decimal, code: str) -> tuple[str | None, bool]:
    """The section of a format for a value, and whether the sign is still to be written before it."""
    sections = [""]
    for token in _TOKEN.findall(code):
        if token == ";":
            sections.append("")
        else:
            sections[-1] += token
    numbers = sections[:3]
    conditions = [_CONDITION.search(section) for section in numbers]
    if any(conditions):
        for section, found in zip(numbers, conditions, strict=True):
            if found is None or _COMPARE[found[1]](value, Decimal(found[2])):
                return section, value < 0
        return numbers[-1], value < 0
    if value < 0 and len(numbers) > 1:
        return numbers[1], False
    if value == 0 and len(numbers) > 2:
        return numbers[2], False
    return numbers[0], value < 0


_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


def _fill(tokens: list[str], places: list[int], digits: str, *, grouped: bool) -> dict[int, str]:
    """The digits before the point on their places, the first of which takes all that are too many."""
    filled: dict[int, str] = {}
    count = 0
    for at in reversed(places):
        first = at == places[0]
        taken = digits if first else digits[-1:]
        digits = "" if first else digits[:-1]
        text = ""
        for digit in reversed(taken or {"0": "0", "?": " "}.get(tokens[at], "")):
            text = digit + ("," if grouped and count and count % 3 == 0 and digit != " " else "") + text
            count += 1
        filled[at] = text
    return filled


def _fill_decimals(tokens: list[str], places: list[int], decimals: str) -> dict[int, str]:
    filled: dict[int, str] = {}
    rest = decimals
    for number, at in enumerate(places):
        needed = any(digit != "0" for digit in rest[number:]) or tokens[at] == "0"
        filled[at] = rest[number] if needed else " " if tokens[at] == "?" else ""
    return filled
