"""Python runs this at start where the folder is on PYTHONPATH: a server started by a test is guarded too."""

from __future__ import annotations

import no_network

no_network.install()
