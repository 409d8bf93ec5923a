"""Returned workbooks with the verdict that each should get, for any program that reads them: see README.md."""
