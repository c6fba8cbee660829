"""Arguments that commands share: the day of the law, JSON, who decides."""

import os
from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from openfonds.app.output import Output
from openfonds.errors import ExitCode, SettingsError

Runner = Callable[[bool, Callable[[Output], ExitCode]], None]
DayReader = Callable[[str | None], date]

Json = Annotated[bool, typer.Option("--json", help="End with one JSON object on a line.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Apply the law of this day.")
]
By = Annotated[
    str | None,
    typer.Option(help="Your pseudonym (openfonds staff); default: OPENFONDS_STAFF."),
]


def who(by: str | None) -> str:
    """The pseudonym that was given, or that of the environment. Raises SettingsError."""
    name = by or os.environ.get("OPENFONDS_STAFF")
    if not name:
        raise SettingsError("who decides? --by YOUR-PSEUDONYM (openfonds staff add), please")
    return name
