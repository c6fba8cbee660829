"""Puts the parts together: command line, runner, demo. The one place that imports them all."""
