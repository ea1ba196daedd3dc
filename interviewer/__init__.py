"""Steady: a mock interviewer that listens, probes and grades with the candidate's own words as evidence."""

__version__ = "0.1.0"
