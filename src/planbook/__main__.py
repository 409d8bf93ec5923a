"""The program ``planbook``, and ``python -m planbook``."""

import gc

_SELDOM = 250_000
"""After so many new objects Python looks for cycles; by itself it does after 700, twenty times while the command-line
library alone is loaded. A check of one file makes fewer."""


def main() -> None:
    """Run the command line, which is loaded only here: with the collector out of its way."""
    gc.set_threshold(_SELDOM)
    from planbook.cli import main as run

    run()


if __name__ == "__main__":
    main()
