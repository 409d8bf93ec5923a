"""A plan as data: exported to JSON or YAML, and written as a new workbook in the original layout."""
