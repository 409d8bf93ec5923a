"""Stage 3: returned files → whose they are, which version → aligned rows → what each office changed."""
