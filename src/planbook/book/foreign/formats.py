"""What a number format makes of a number (ECMA-376 part 1, 18.8.31)."""

import re
from functools import lru_cache

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@lru_cache(maxsize=1024)
def is_percent(number_format: str) -> bool:
    """Whether a number format shows a fraction as percent: it has a ``%`` that is no literal."""
    return "%" in _LITERAL.sub("", number_format)
