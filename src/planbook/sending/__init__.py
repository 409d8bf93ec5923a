"""Beside stage 2: what goes out with the forms: mail drafts, the index of everything issued, and reminders."""

from planbook.sending.drafts import Draft, form_draft
from planbook.sending.index import Issued, index_workbook
from planbook.sending.remind import Missing, reminder

__all__ = ["Draft", "Issued", "Missing", "form_draft", "index_workbook", "reminder"]
