"""Keep the linear algebra of numpy to one thread.

The matrices of the recogniser are small: OpenBLAS's other threads wait for one another, at full
load, several times as long as the work takes. Each worker process has a core to itself anyway,
and so no result can depend on how many cores a machine has.
"""

import ctypes
from functools import lru_cache
from importlib import import_module

# The variable OPENBLAS_NUM_THREADS is read when numpy is first imported, which may be long ago.
_BLAS_USER = "numpy._core._multiarray_umath"
_SET_THREADS = "scipy_openblas_set_num_threads64_"


@lru_cache(maxsize=1)
def keep_to_one_thread() -> None:
    """Set it for this process, once. A numpy that was built with another library is left as is."""
    path = import_module(_BLAS_USER).__file__
    if path is None:
        return
    library = ctypes.CDLL(path)  # in memory already; names are found in what it depends on, too
    if hasattr(library, _SET_THREADS):
        getattr(library, _SET_THREADS)(1)
