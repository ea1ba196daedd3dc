"""How long a candidate waits: from the stored reply to the stored turn of the interviewer, early and late.

On the embedded backend and a real SQLite file, through the jobs as the page runs them. Turn 2 is the first reply of an
interview; for turn 100 the same kind of reply is sent to an interview with a hundred turns already in it.
`python benchmarks/turn_latency.py [runs]`
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from interviewer import engine
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Always
from interviewer.domain import Interview, Snapshots
from interviewer.jobs import Jobs
from interviewer.library import content_hash, load_library
from interviewer.storage import Storage, new_interview_id

LATE = 100
REPLY = (
    "In 2023 our admissions team could not trust the bed list, because the nightly import failed twice a week. I was asked "
    "to make it reliable before winter. I traced it to a lock that two jobs fought over. We talked about it with the nurses."
)

LIBRARY = load_library()
GUIDE = LIBRARY.guides[0]


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def begin(storage: Storage) -> Interview:
    """A new stored interview over all questions, so that it can grow long."""
    interview = engine.start(
        GUIDE,
        interview_id=new_interview_id(),
        format="own",
        mode="live",
        seed=7,
        at=now(),
        snapshots=Snapshots(guide=content_hash(GUIDE), rubrics=content_hash(LIBRARY.rubrics)),
        script=LIBRARY.script,
        chosen=tuple(q.id for q in GUIDE.questions if q.kind in {"behavioral", "project"}),
    )
    return storage.create(interview, guide=GUIDE, rubrics=LIBRARY.rubrics)


def answered(storage: Storage, jobs: Jobs, interview: Interview) -> tuple[Interview, float]:
    """Store a reply; the interview with the interviewer's turn, and the milliseconds from the one to the other."""
    stored = storage.save(interview, engine.add_reply(interview, REPLY, at=now()))
    began = time.perf_counter()
    jobs.ensure(stored.id)
    # Read as another process would, without waiting for a signal of ours.
    while (after := storage.load(stored.id)).owes_response:
        time.sleep(0.0005)
    return after, 1000 * (time.perf_counter() - began)


def grown(storage: Storage, jobs: Jobs, interview: Interview) -> Interview:
    """The interview with a hundred turns, questions repeated and answered, and no grade owed."""
    while len(interview.turns) < LATE:
        asked = storage.save(interview, engine.add_control(interview, "repeat", at=now()))
        jobs.ensure(asked.id)
        jobs.wait(asked.id, 30)
        interview = storage.load(asked.id)
    jobs.wait(interview.id, 60, grades=True)
    return storage.load(interview.id)


def row(name: str, times: list[float]) -> str:
    """One line of figures."""
    cuts = statistics.quantiles(times, n=20)
    return f"  {name:<10} p50 {statistics.median(times):6.1f} ms   p95 {cuts[18]:6.1f} ms   max {max(times):6.1f} ms"


def main() -> None:
    """Print both distributions and their ratio, measured in turns."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    early, late = [], []
    with tempfile.TemporaryDirectory() as folder, Storage(Path(folder) / "steady.db") as storage:
        jobs = Jobs(storage, backends=Always(EmbeddedBackend()), script=LIBRARY.script, clock=now)
        answered(storage, jobs, begin(storage))  # the first reply of all loads what the rest share
        for _ in range(runs):
            early.append(answered(storage, jobs, begin(storage))[1])
            late.append(answered(storage, jobs, grown(storage, jobs, begin(storage)))[1])
        jobs.close()
    print(f"stored reply to stored turn of the interviewer, embedded backend, {runs} runs each")
    print(row("turn 2", early))
    print(row(f"turn {LATE}", late))
    p50 = statistics.median(late) / statistics.median(early)
    p95 = statistics.quantiles(late, n=20)[18] / statistics.quantiles(early, n=20)[18]
    print(
        f"  ratio      p50 {p50:.2f}   p95 {p95:.2f}   (targets: p95 at most 50 ms, ratio at most 1.2)"
    )


main()
