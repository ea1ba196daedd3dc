"""Who holds an interview: this process, named so that another one can tell whether it still lives."""

from __future__ import annotations

import os
import platform
import secrets
import sys
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")


class Holder(NamedTuple):
    """A worker, down to the start of its process: a number alone may by now belong to another program."""

    host: str
    boot: str
    """Which run of the machine it is; empty where that cannot be told."""
    pid: int
    start: str
    """When the process began; empty where that cannot be told."""
    worker: str

    def __str__(self) -> str:
        return "|".join(str(part) for part in self)


def this_holder() -> str:
    """A new name for a worker of this process."""
    pid = os.getpid()
    return str(Holder(_host(), _boot(), pid, _start(pid) or "", secrets.token_hex(4)))


def is_gone(holder: str) -> bool:
    """True where a holder's process is certainly dead; False for other machines, whose holds run out by time."""
    try:
        host, boot, pid, start, _ = holder.split("|")
        number = int(pid)
    except ValueError:
        return False
    if host != _host():
        return False
    if boot != _boot():
        return True
    now = _start(number)
    return now is None or (start != "" and now != start)


def _host() -> str:
    return platform.node().replace("|", "")[:60]


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
    except OSError:
        return ""


def _start(pid: int) -> str | None:
    """When a process began, in the system's own count; empty where it lives but that cannot be told; None: no such one."""
    if sys.platform == "win32":
        return _windows_start(pid)
    if (_PROC / "self/stat").exists():
        return _linux_start(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


def _linux_start(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    # The name in brackets may hold spaces and brackets itself; state is field 3, the start field 22.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else fields[18]


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY, _STILL_ACTIVE = 0x1000, 259

    def _windows_start(pid: int) -> str | None:
        # os.kill(pid, 0) would interrupt the other process here.
        system = ctypes.windll.kernel32
        process = system.OpenProcess(_QUERY, False, pid)
        if not process:
            return None
        try:
            code, times = wintypes.DWORD(), [wintypes.FILETIME() for _ in range(4)]
            system.GetExitCodeProcess(process, ctypes.byref(code))
            if code.value != _STILL_ACTIVE:
                return None
            if not system.GetProcessTimes(process, *(ctypes.byref(time) for time in times)):
                return ""
            return str((times[0].dwHighDateTime << 32) + times[0].dwLowDateTime)
        finally:
            system.CloseHandle(process)
