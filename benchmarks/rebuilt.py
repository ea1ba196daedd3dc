"""How well an answer rebuilt agrees with two readers: the part of each kept sentence, and each blank.

    python benchmarks/rebuilt.py [how many replies; all 128] [--in-sample]

Each labelled reply is graded by weights that have not seen it (with `--in-sample` by the shipped ones). The readers
gave each sentence one letter (S, T, A, R, or - for none) and marked what is shown; the parts of their sentences were
not made by this program, so their spans may differ: a sentence takes the letter of the span it shares most with.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.cli_eval_ground import held_out_graders
from interviewer.domain import Grade
from interviewer.evaluation.labelled import LabelledReply, read_replies
from interviewer.grading import grade_answer
from interviewer.library import load_library

ROOT = Path(__file__).parent.parent
LIBRARY = load_library()
BLANK = LIBRARY.guides[0].questions[0]


def main() -> None:
    """Print agreement on parts and on blanks, reader by reader."""
    numbers = [a for a in sys.argv[1:] if a.isdigit()]
    replies = read_replies(ROOT / "evals" / "replies_dev.jsonl")[
        : int(numbers[0]) if numbers else None
    ]
    shipped = EmbeddedBackend()
    graders = {} if "--in-sample" in sys.argv else held_out_graders()
    readers = readings()
    count: Counter[str] = Counter()
    for reply in replies:
        question = BLANK.model_copy(update={"text": reply.question, "kind": reply.kind})
        backend = graders.get(reply.id, shipped)
        marks = tuple(backend.mark(question, reply.as_answer(), r) for r in LIBRARY.rubrics)
        grade = grade_answer(question, reply.as_answer(), marks, rubrics=LIBRARY.rubrics)
        count["replies"] += 1
        count["rebuilt"] += bool(grade.outline)
        for reader in readers[reply.id]:
            compare(grade, reply, reader, count)
    report(count)


def readings() -> dict[str, list[dict[str, Any]]]:
    """The marks of both readers by reply."""
    found = defaultdict(list)
    for line in (ROOT / "evals" / "marks_dev.jsonl").read_text("utf-8").splitlines():
        read = json.loads(line)
        found[read["id"]].append(read)
    return found


def compare(
    grade: Grade, reply: LabelledReply, reader: dict[str, Any], count: Counter[str]
) -> None:
    """Add up one outline against one reader."""
    spans = list(zip(reader["sentences"], reader["parts"], strict=True))
    for one in grade.outline:
        for kept in one.sentences:
            shared = lambda s: min(s[0][1], kept.end) - max(s[0][0], kept.start)  # noqa: E731, B023
            letter = max(spans, key=shared)[1]
            count["kept"] += 1
            count["no part"] += letter == "-"
            count["agree"] += letter == one.part
        for source in one.missing:
            count["blanks"] += 1
            count["filled already"] += source in reader["shown"]


def report(count: Counter[str]) -> None:
    """Print the figures."""
    placed = count["kept"] - count["no part"]
    print(f"{count['replies']} replies, {count['rebuilt']} of them a story that is rebuilt")
    print(f"{count['kept']} kept sentences, each against a reader's letter (two readers):")
    print(f"  same part           {count['agree'] / count['kept']:.1%}")
    print(f"  of those the reader gave a part to: {count['agree'] / placed:.1%}")
    print(f"  reader gave no part {count['no part'] / count['kept']:.1%}")
    blanks = count["blanks"]
    print(
        f"{blanks} blanks; a reader had found it in the answer: {count['filled already'] / blanks:.1%}"
    )


if __name__ == "__main__":
    main()
