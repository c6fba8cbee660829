"""`openfonds ingest`, with a clock beside each call of a worker; for benchmarks/samples.py."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from openfonds import workers
from openfonds.app.cli import main


def _subject(arguments: tuple[Any, ...]) -> str:
    """The file, or the reference code of the row, that a call is about."""
    for one in arguments:
        for name in ("path", "reference_code"):
            if hasattr(one, name):
                return str(getattr(one, name))
    return ""


def _timed(run: Callable[..., Any], log: Path) -> Callable[..., Any]:
    """`run` of a worker, with its seconds appended to a file."""

    def timed(process: Any, call: Any) -> Any:
        began = time.perf_counter()
        try:
            return run(process, call)
        finally:
            took = time.perf_counter() - began
            with log.open("a") as stream:
                row = [call.fn.__name__, _subject(call.args), round(took, 3)]
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")

    return timed


if __name__ == "__main__":
    process = workers._Process
    with patch.object(process, "run", _timed(process.run, Path(sys.argv.pop(1)))):
        main()
