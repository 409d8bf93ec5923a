"""Stage 2, plan + office + quarter → fill-in workbook: what a form says, how it looks, what its file is called."""
