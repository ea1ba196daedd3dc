"""Refuses every connection that leaves this machine, in the tests and in the servers they start.

An audit hook sees what a patched `socket` module would miss: connections made by C code, datagrams and name
look-ups. It cannot be taken off again, so a test cannot loosen it by accident.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

refused: list[str] = []
"""What was refused in this process, so that a library that swallows the error does not hide it."""


class NetworkRefused(RuntimeError):
    """Code under test tried to reach another machine."""


def is_local(host: object) -> bool:
    """True for this machine: loopback, the unset address and the name localhost."""
    if host is None or not isinstance(host, str | bytes):
        return host is None
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _target(event: str, args: tuple[Any, ...]) -> object:
    """The host an audited call is about, or None where it stays on this machine by its kind."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        # A path (AF_UNIX) or None (a datagram socket already connected) has no host.
        return address[0] if isinstance(address, tuple) else None
    return args[0]


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in {
        "socket.connect",
        "socket.sendto",
        "socket.getaddrinfo",
        "socket.gethostbyname",
    }:
        return
    host = _target(event, args)
    if is_local(host):
        return
    refused.append(f"{event} {host!r}")
    raise NetworkRefused(
        f"{event} to {host!r}: tests and the app under test reach no other machine."
    )


def install() -> None:
    """Put the hook in place for the life of this process."""
    sys.addaudithook(_hook)
