"""Stage 5: which report counts, and what offices' reports add up to for the region."""
