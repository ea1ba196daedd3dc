"""What holds for every test: no network, no settings of the developer's, a data folder of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.storage import Storage
from tests.guard import no_network

no_network.install()
for _name in [name for name in os.environ if name.startswith(("OPENAI_", "STEADY_", "STREAMLIT_"))]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test alone; nothing is read from or written to the developer's."""
    folder = tmp_path / "data"
    monkeypatch.setenv("STEADY_DATA_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_refused() -> Iterator[None]:
    """Fails a test that tried to reach another machine, even where the code under test swallowed the refusal."""
    no_network.refused.clear()
    yield
    tried, no_network.refused[:] = tuple(no_network.refused), []
    assert not tried, f"tried to reach another machine: {tried}"


@pytest.fixture(autouse=True)
def no_shared_pages() -> Iterator[None]:
    """Streamlit's cached resources outlive an AppTest: the next one must not get this one's database."""
    yield
    if "streamlit" in sys.modules:
        import streamlit as st

        st.cache_resource.clear()
        st.cache_data.clear()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database will lie; its folder is not there yet."""
    return tmp_path / "kept" / "steady.db"


@pytest.fixture
def storage(path: Path) -> Iterator[Storage]:
    """An empty database, open."""
    with Storage(path) as opened:
        yield opened
