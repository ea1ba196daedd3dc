"""What grading by the embedded grader costs: one reply, long replies, the encoder's start, and whole files on one and two cores.

A reply is heard and then marked with every rubric, as `grade` does. Beside the clock stands the processor's time, which
says the same on a machine that does something else as well.
`python benchmarks/grading.py [replies of a file]`
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.embedded.encoder import shipped_encoder
from interviewer.backends.embedded.weights import shipped
from interviewer.backends.port import HearRequest
from interviewer.domain import Answer, Question, Reply
from interviewer.evaluation.labelled import LabelledReply, read_replies
from interviewer.evaluation.study import ad_hoc_question
from interviewer.library import load_library
from interviewer.privacy import MAX_REPLY

ROOT = Path(__file__).parent.parent
WORDS = 150
AIM = 60
"""Milliseconds, in the middle, for a reply of so many words."""
SIZES = [1_250, 2_500, 5_000, 10_000, MAX_REPLY]
"""Characters, each twice the one before."""
TIMES = 5
"""Each size is measured so often; the middle is told."""

LIBRARY = load_library()
GRADER = EmbeddedBackend()


class Cost(NamedTuple):
    """Milliseconds that something took."""

    clock: float
    processor: float


def cost(work: Callable[[], object]) -> Cost:
    """What some work in this process takes."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor))


def replies() -> tuple[LabelledReply, ...]:
    """The labelled replies, of both kinds."""
    evals = ROOT / "evals"
    return tuple(
        reply
        for name in ("replies_dev.jsonl", "replies_train.jsonl")
        for reply in read_replies(evals / name)
    )


def long_texts(words: int) -> Iterator[tuple[Question, str]]:
    """Texts of exactly so many words, each of other replies."""
    said: list[str] = []
    for reply in replies():
        said += reply.answer.split()
        if len(said) >= words:
            yield ad_hoc_question("asked", reply.question, reply.kind), " ".join(said[:words])
            said = []


def grade(question: Question, text: str) -> None:
    """Hear a reply and mark it with every rubric."""
    answer = Answer(question=question.id, replies=(Reply(seq=0, text=text),))
    GRADER.hear(HearRequest(question=question, asked=question.text, answer=answer))
    GRADER.mark_all(question, answer, LIBRARY.rubrics)


def row(name: str, costs: list[Cost]) -> str:
    """The middle and the 95th of both times."""
    told = []
    for kind, times in (("clock", [c.clock for c in costs]), ("processor", [c[1] for c in costs])):
        p95 = statistics.quantiles(times, n=20)[18]
        told.append(f"{kind} p50 {statistics.median(times):6.1f} ms  p95 {p95:6.1f} ms")
    return f"  {name:<26} {'   '.join(told)}"


def loading() -> None:
    """What is read once, before the first reply."""
    print("read once")
    for name, work in (("weights of the rules", shipped), ("encoder", shipped_encoder)):
        clock, processor = cost(work)
        print(f"  {name:<26} clock {clock:7.0f} ms   processor {processor:7.0f} ms")
    print(f"  the encoder was {'loaded' if shipped_encoder() else 'NOT loaded: rules alone'}")


def one_reply() -> None:
    """Replies of the usual length, each another one."""
    texts = list(long_texts(WORDS))
    grade(*texts[0])
    costs = [cost(lambda one=one: grade(*one)) for one in texts[1:]]
    print(f"\na reply of {WORDS} words heard and marked, {len(costs)} replies, one core")
    print(row(f"{WORDS} words", costs), f"  (target: p50 at most {AIM} ms)")


def by_length() -> None:
    """Longer and longer replies, up to the longest that is taken."""
    print("\nby length, up to the longest reply that is taken (processor, the middle of five)")
    whole = " ".join(reply.answer for reply in replies())
    before = None
    for size in SIZES:
        costs = []
        for n in range(TIMES):
            start = whole.index(" ", n * size) + 1
            text = whole[start : start + size].rsplit(" ", 1)[0]
            question = LIBRARY.guides[0].questions[0]
            costs.append(cost(lambda text=text, question=question: grade(question, text)).processor)
        middle = statistics.median(costs)
        ratio = f"{middle / before:.2f} times the one before" if before else ""
        print(f"  {size:>6,} characters {middle:8.1f} ms  {1000 * middle / size:6.1f} ms per 1,000  {ratio}")  # fmt: skip
        before = middle


def whole_files(count: int) -> None:
    """`python -m interviewer grade` on a file, by one and by two processes."""
    print(f"\n`python -m interviewer grade` on {count} replies, with its start")
    labelled = replies()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for n in range(count):
                one = labelled[n % len(labelled)]
                line = {"id": n, "question": one.question, "kind": one.kind, "answer": one.answer}
                file.write(json.dumps(line) + "\n")
        for jobs in (1, 2):
            command = [sys.executable, "-m", "interviewer", "grade", str(source)]
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            began = time.perf_counter()
            subprocess.run(
                [*command, "--out", f"{folder}/{jobs}.jsonl", "--jobs", str(jobs)],
                check=True,
                cwd=ROOT,
                stderr=subprocess.DEVNULL,
            )
            seconds = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            processor = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
            print(
                f"  {jobs} process{'es' if jobs > 1 else ''}: {count / seconds:6.1f} replies a second"
                f"   clock {seconds:6.1f} s   processor {processor:6.1f} s, {1000 * processor / count:.0f} ms a reply"
            )


def main() -> None:
    """Print all of it."""
    if hasattr(os, "sched_setaffinity"):
        free = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(free)})
    loading()
    one_reply()
    by_length()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, free)
    whole_files(int(sys.argv[1]) if len(sys.argv) > 1 else 400)


if __name__ == "__main__":
    main()
