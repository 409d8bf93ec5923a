# The task runner: `make check` is what CI runs.
.PHONY: check demo proofs test format bench
check demo proofs test format bench:
	./dev $@
