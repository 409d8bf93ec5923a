"""Thai text and quantities: normalising, digits, and reading what a cell says."""

from planbook.text.quantity import format_number, format_quantity, read_quantity
from planbook.text.thai import clean, digits, fold, join_lines, width

__all__ = ["clean", "digits", "fold", "format_number", "format_quantity", "join_lines", "read_quantity", "width"]
