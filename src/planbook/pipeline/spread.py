"""Reading returns on a cluster: the executor of a Dask scheduler, for :func:`check` and :func:`merge`."""

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Any, cast

from planbook.errors import PlanbookError

_PATIENCE = 15
"""Seconds that a scheduler has to answer."""
_TRIES = 3
"""How often a job is tried again whose worker was lost."""


@contextmanager
def on_cluster(address: str) -> Iterator[Executor]:
    """The executor of the Dask cluster whose scheduler has this address (``tcp://host:8786``), to be given as
    ``executor=``. Its workers need the same planbook.

    Each job reads some files, each file in a process of planbook's own on the worker's machine; a job whose worker is
    lost is done again by another. Raises PlanbookError ``dask-missing``, ``scheduler-not-reached``, and
    ``cluster-lost`` where the cluster is lost in the middle.
    """
    try:
        import distributed
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise PlanbookError("dask-missing") from error
    try:
        # parts of Dask have types and others none
        client = cast(Any, distributed.Client)(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:  # a TimeoutError is an OSError
        raise PlanbookError("scheduler-not-reached", address=address, error=str(error)) from error
    try:
        with client:
            yield client.get_executor(retries=_TRIES, pure=False)
    except (KilledWorker, CommClosedError, CancelledError) as error:
        raise PlanbookError("cluster-lost", address=address, error=str(error)) from error
