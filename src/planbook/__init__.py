"""planbook: regional action plans in Excel, from the master plan to forms, returns, and the consolidated plan."""

__version__ = "0.1.0"
