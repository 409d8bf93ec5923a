"""Beside stage 2: what goes out with the forms: mail drafts, the index of everything issued, and reminders."""
