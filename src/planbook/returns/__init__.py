"""Stage 3: returned files → whose they are, which version → aligned rows → what each office changed."""

from planbook.returns.collect import SourceFile, collect
from planbook.returns.inspect import Inspection, inspect
from planbook.returns.reading import Reading, facts, read_form, read_returns

__all__ = ["Inspection", "Reading", "SourceFile", "collect", "facts", "inspect", "read_form", "read_returns"]
