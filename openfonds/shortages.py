"""What ails the machine and not a file: it is never written down as the fault of the file.

A full disk that ended as the failure of an item would be published as one, and would not be tried
again.
"""

import errno

from openfonds.errors import TransientError

SHORTAGES = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS)


def raise_shortage(error: BaseException) -> None:
    """Raise what can be tried again if `error` is a shortage of the machine; else return.

    Raises:
        TransientError: if the machine has run out of something.
    """
    if isinstance(error, OSError) and error.errno in SHORTAGES:
        raise TransientError(
            f"the machine has run out of something ({error.strerror}):"
            " make room in TMPDIR and run the same command again"
        ) from error
