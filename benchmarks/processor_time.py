"""Processor seconds of this process and all that it started, living or ended (Linux).

Unlike the wall clock it hardly depends on who else uses the machine.
"""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """User and system time of the process and its descendants since they started."""
    return _of_tree(os.getpid()) / TICKS


def _of_tree(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:  # it has ended: its parent has its time
        return 0
    # After the name, which may hold anything: utime, stime, and those of children that ended.
    own = sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return own + sum(map(_of_tree, children))
