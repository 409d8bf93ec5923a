"""Stage 5: which report counts, and what offices' reports add up to for the region."""

from planbook.rollup.choose import Chosen, choose
from planbook.rollup.results import results_of
from planbook.rollup.status import statuses_of

__all__ = ["Chosen", "choose", "results_of", "statuses_of"]
