"""Tests that hold interviews in a real Chromium against a real server."""
