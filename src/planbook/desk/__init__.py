"""The desk: the folder of a year, what is done in it step by step, and the page in the browser that does it."""
