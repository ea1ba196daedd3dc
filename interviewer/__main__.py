"""Runs the command line: `python -m interviewer`."""

from interviewer.cli import app

app()
