# The task runner: `make check` is what CI runs.
.PHONY: check demo test format bench
check demo test format bench:
	./dev $@
