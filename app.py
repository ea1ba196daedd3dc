"""The page: its settings, its pieces, and which view the address asks for."""

from __future__ import annotations

import streamlit as st

from interviewer.ui.look import STYLE_SHEET
from interviewer.ui.trouble import Shown

st.set_page_config(
    page_title="Steady: a mock interview",
    page_icon="🪑",
    layout="centered",
    menu_items={
        "Get help": None,
        "Report a bug": None,
        "About": "Steady is a mock interviewer, for practice only.",
    },
)
st.html(STYLE_SHEET)

with Shown():
    from interviewer.ui.views import draw_page

    draw_page()
