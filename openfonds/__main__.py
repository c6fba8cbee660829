"""`python -m openfonds`: the command line without the installed command."""

from openfonds.app.cli import main

main()
