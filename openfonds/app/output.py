"""What a command says: lines for people, and with --json one JSON object as the last line."""

import json
import sys
from typing import Any

from openfonds.app.progress import Progress, TerminalProgress
from openfonds.errors import ExitCode


class Output:
    """Standard output of one command."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.progress: Progress = TerminalProgress()

    def line(self, text: str = "") -> None:
        """A line for people; on standard error when a program reads standard output."""
        print(text, file=sys.stderr if self.as_json else sys.stdout)

    def result(self, values: dict[str, Any]) -> None:
        """The JSON object, if it was asked for."""
        if self.as_json:
            print(json.dumps(values, ensure_ascii=False, default=str), flush=True)

    def error(self, message: str, code: ExitCode) -> None:
        """What went wrong and what to do."""
        print(f"openfonds: {message}", file=sys.stderr)
        self.result({"error": message, "exit_code": int(code)})
