"""Processor time of a piece of work, for tests of how it grows."""

import gc
import time
from collections.abc import Callable


def seconds_of(work: Callable[[], object], tries: int = 1) -> float:
    """The least of some tries, without garbage collection.

    A process that has run thousands of tests pauses for half a second to collect, wherever it is.
    More than one try is for work that remembers nothing of the one before.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return min(_once(work) for _ in range(tries))
    finally:
        if was_enabled:
            gc.enable()


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
