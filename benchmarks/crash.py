"""Kills the program again and again while it stores replies and pays what they owe, and counts what that cost.

    python -m benchmarks.crash --kills 200 [--seed 1] [--json]

A worker process holds interviews through the real storage, jobs and engine, and says aloud each reply whose
storing was acknowledged. It is killed with SIGKILL: at named points (inside a transaction, around a commit,
before and after the backend hears or marks, between the storing and the saying), at random moments, and while
it is still taking up what the last one left. The next worker opens the same database, has what is owed paid,
and compares the interviews with what was said aloud and with a replay of its replies. POSIX only: the
workers are forked from one warm process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.crash_worker import PATIENCE, POINTS, live


@dataclass
class Figures:
    """What was counted over all kills."""

    seed: int
    kills: int = 0
    at_points: dict[str, int] = field(default_factory=dict)
    at_random: int = 0
    while_resuming: int = 0
    acknowledged: int = 0
    interviews: int = 0
    lost: int = 0
    doubled: int = 0
    gaps: int = 0
    differs_from_replay: int = 0
    stored_but_not_acknowledged: int = 0
    """Committed in the moment before the kill; told by nobody, and never told twice."""
    most_unacknowledged_a_kill: int = 0
    resume_ms_p50: float = 0.0
    resume_ms_max: float = 0.0


class Death(NamedTuple):
    """How one worker dies: at a point, or some seconds after a start; neither: by itself, after its check."""

    point: str | None = None
    count: int = 1
    after: float | None = None
    early: bool = False
    """The seconds run from its birth, else from the end of its check."""


def run(kills: int, *, seed: int, folder: Path) -> Figures:
    """Kill that many workers: half at named points in turn, the others at random moments."""
    draw = random.Random(seed)
    path = folder / "steady.db"
    said: dict[str, set[str]] = defaultdict(set)
    figures, resumed, fresh = Figures(seed=seed), [], set[str]()
    for number in range(kills):
        if number % 2 == 0:
            point = POINTS[(number // 2) % len(POINTS)]
            death = Death(point=point, count=draw.randint(1, 4))
            figures.at_points[point] = figures.at_points.get(point, 0) + 1
        else:
            early = number % 8 == 5
            death = Death(after=draw.uniform(0.0, 0.12 if early else 0.2), early=early)
            figures.at_random += not early
            figures.while_resuming += early
        figures.kills += 1
        lines = _one_life(path, said, fresh, death)
        # A worker that died during its check leaves the rest of it to the next one.
        fresh = {line["id"] for line in lines if "ack" in line} | (
            set() if any("checked" in line for line in lines) else fresh
        )
        _count(lines, said, figures, resumed)
    _count(_one_life(path, said, fresh, Death(count=0)), said, figures, resumed)
    figures.interviews = len(said)
    figures.acknowledged = sum(len(names) for names in said.values())
    figures.acknowledged -= figures.stored_but_not_acknowledged
    figures.resume_ms_p50 = round(statistics.median(resumed), 1) if resumed else 0.0
    figures.resume_ms_max = round(max(resumed, default=0.0), 1)
    return figures


def _one_life(
    path: Path, said: dict[str, set[str]], fresh: set[str], death: Death
) -> list[dict[str, Any]]:
    """Start a worker, let it die, and return what it said aloud."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            live(path, said, fresh=fresh, tell=tell, point=death.point, count=death.count)
        except BaseException as error:  # noqa: BLE001 - a fork must never run on as its parent
            line = {"failed": f"{type(error).__name__}: {error}"}
            os.write(tell, (json.dumps(line) + "\n").encode())
        finally:
            os._exit(0)
    os.close(tell)
    heard = _listen(hear, child, death)
    os.close(hear)
    _, status = os.waitpid(child, 0)
    lines = [json.loads(line) for line in heard.decode().split("\n") if line.endswith("}")]
    broken = [line["failed"] for line in lines if "failed" in line]
    if broken or (death.count and not os.WIFSIGNALED(status)):
        raise SystemExit(f"A worker failed by itself, {death}: {broken}")
    # Early, or at a point of the backend, a worker may die while it still resumes.
    finished = any("checked" in line for line in lines)
    if not finished and not death.early and death.point is None:
        raise SystemExit(f"A worker never finished its check, {death}.")
    return lines


def _listen(hear: int, child: int, death: Death) -> bytes:
    """Everything a worker says until it is dead; kills it when its time has come."""
    heard, born, checked = b"", time.monotonic(), None
    while True:
        now = time.monotonic()
        if checked is None and b'"checked"' in heard:
            checked = now
        start = born if death.early else checked
        due = death.after is not None and start is not None and now > start + death.after
        if due or now > born + 3 * PATIENCE:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        if select.select([hear], [], [], 0.002)[0]:
            piece = os.read(hear, 1 << 16)
            if not piece:
                return heard
            heard += piece


def _count(
    lines: list[dict[str, Any]], said: dict[str, set[str]], figures: Figures, resumed: list[float]
) -> None:
    extra = 0
    for line in lines:
        if "resumed" in line and line["owed"]:
            resumed.append(line["resumed"])
        elif "ack" in line:
            said[line["id"]].add(line["ack"])
        elif "lost" in line:
            figures.lost += line["lost"]
            figures.doubled += line["doubled"]
            figures.gaps += line["gaps"]
            figures.differs_from_replay += line["differs_from_replay"]
            extra += line["extra"]
            # From now on they are known, and must never be lost either.
            said[line["id"]].update(line["names"])
    figures.stored_but_not_acknowledged += extra
    figures.most_unacknowledged_a_kill = max(figures.most_unacknowledged_a_kill, extra)


def main() -> None:
    """Run, print the figures, and fail where anything was lost, doubled or left out."""
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--kills", type=int, default=200)
    parse.add_argument("--seed", type=int, default=int(time.time()))
    parse.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parse.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asdict(run(asked.kills, seed=asked.seed, folder=Path(folder)))
    if asked.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name.replace('_', ' '):32} {value}")
    wrong = ("lost", "doubled", "gaps", "differs_from_replay")
    sys.exit(1 if any(figures[name] for name in wrong) else 0)


if __name__ == "__main__":
    main()
