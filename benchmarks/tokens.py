"""What an interview with a language model costs in calls and input tokens, and how that grows.

The standard interview: 6 questions with a reply and an answer to a probe each, 12 replies of about 200 tokens taken from
evals/; a longer one goes through the same questions again, and the dearest six of the guide are printed too. Prompts, schemas and calls are the product's; the model is the tests' honest one. Output is not counted.
`python benchmarks/tokens.py [model's name, for its tokenizer]`
"""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from interviewer.backends.asking import Completion, Prompt, Purpose, Usage
from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.metered import FRAME
from interviewer.backends.model import ModelBackend
from interviewer.backends.port import HearRequest
from interviewer.backends.strict_schema import strict_schema
from interviewer.backends.tokens import count, tokenizer_of
from interviewer.domain import Answer, Question, Reply
from interviewer.library import DATA_ROOT, load_library
from tests.models import Honest, seen_in

REPLY_TOKENS = 200
PER_QUESTION = 2
STANDARD = 6
LONGER = (12, 24, 48)
MOST_TOKENS, LEAST_STABLE, MOST_GROWTH = 40_000, 0.60, 2.05

LIBRARY = load_library()
GUIDE = LIBRARY.guides[0]
EMBEDDED = EmbeddedBackend()


@dataclass
class Counting:
    """Asks the honest model and counts what it is sent."""

    model: str
    does: Honest = field(default_factory=lambda: Honest(GUIDE))
    purposes: list[str] = field(default_factory=list)
    prompt_tokens: int = 0
    stable_tokens: int = 0
    schema_tokens: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Three rubrics are marked side by side."""

    def ask(
        self, prompt: Prompt, reply: type[Any], *, purpose: Purpose, max_tokens: int
    ) -> Completion[Any]:
        """One call, counted."""
        form = json.dumps(strict_schema(reply, bounds=False), separators=(",", ":"))
        said = (prompt.system, prompt.user, form)
        stable, spoken, schema = (count(text, self.model).n for text in said)
        with self.lock:
            self.purposes.append(purpose)
            self.stable_tokens += stable
            self.schema_tokens += schema
            self.prompt_tokens += stable + spoken + FRAME
        whole = reply.model_validate(self.does(seen_in(prompt, reply)))
        return Completion(whole, self.model, Usage(), tries=1, seconds=0.0)

    @property
    def tokens(self) -> int:
        """All input: both halves, the schema, and what a chat puts around them."""
        return self.prompt_tokens + self.schema_tokens


def replies(model: str) -> list[str]:
    """The labelled replies that come nearest to the standard length, nearest first."""
    found = []
    for name in ("replies_dev.jsonl", "replies_train.jsonl"):
        text = (DATA_ROOT / "evals" / name).read_text(encoding="utf-8")
        found += [json.loads(line)["answer"] for line in text.splitlines()]
    return sorted(found, key=lambda text: abs(count(text, model).n - REPLY_TOKENS))


def interview(asks: Counting, said: list[str], questions: tuple[Question, ...]) -> list[int]:
    """Hold one and mark it; the calls that each reply waited for."""
    backend = ModelBackend(asks, embedded=EMBEDDED, prompts=LIBRARY.prompts)
    waited = []
    for place in range(len(said) // PER_QUESTION):
        question = questions[place % len(questions)]
        texts = said[PER_QUESTION * place : PER_QUESTION * (place + 1)]
        asked, probed = f"Let us turn to {question.short}.\n\n{question.text}", ()
        for n in range(1, len(texts) + 1):
            before = len(asks.purposes)
            request = HearRequest(
                question=question,
                asked=asked,
                answer=answer(question, texts[:n]),
                rubrics=LIBRARY.rubrics,
                probed=probed,
                plain_words=GUIDE.interviewer(question.interviewer).asks_plain_words,
            )
            probe = backend.hear(request).proposed
            asked = probe.text if probe else question.probes[0].text
            probed = (probe.behaviour if probe else question.probes[0].behaviour,)
            waited.append(len(asks.purposes) - before)
        backend.mark_all(question, answer(question, texts), LIBRARY.rubrics)
    return waited


def answer(question: Question, texts: list[str]) -> Answer:
    """Replies to a question and its probes as one answer."""
    turns = tuple(Reply(seq=2 * n + 1, text=text) for n, text in enumerate(texts))
    return Answer(question=question.id, replies=turns, probes_answered=len(texts) - 1)


def main() -> None:
    """Print the figures beside their targets."""
    model = sys.argv[1] if len(sys.argv) > 1 else "gpt-4o"
    said = replies(model)
    asks = Counting(model)
    standard = GUIDE.questions[:STANDARD]
    waited = interview(asks, said[: LONGER[0]], standard)
    lengths = [count(text, model).n for text in said[: LONGER[0]]]
    stable = asks.stable_tokens + asks.schema_tokens
    print(
        f"counted with {tokenizer_of(model).name}; replies of {min(lengths)} to {max(lengths)} tokens"
    )
    print(f"calls a reply waits for       {max(waited)} at most (target 1)")
    print(f"calls in all                  {len(asks.purposes)}: {_by_purpose(asks)}")
    print(f"input tokens                  {asks.tokens:,} (target at most {MOST_TOKENS:,})")
    print(f"  of them schemas             {asks.schema_tokens:,}")
    print(
        f"  in the stable prefix        {stable / asks.tokens:.0%} (target at least {LEAST_STABLE:.0%})"
    )
    print(f"    without the schemas       {asks.stable_tokens / asks.tokens:.0%}")
    grown = [asks.tokens]
    for length in LONGER[1:]:
        longer = Counting(model)
        interview(longer, said[:length], standard)
        grown.append(longer.tokens)
    told = ", ".join(f"{n} replies {tokens:,}" for n, tokens in zip(LONGER, grown, strict=True))
    ratios = [b / a for a, b in zip(grown, grown[1:], strict=False)]
    print(f"growth                        {told}")
    print(f"  for twice the replies       {max(ratios):.2f} times at most (target {MOST_GROWTH})")
    every = sorted(_each(model, said), reverse=True)
    print(
        f"any six of the guide's {len(every)}     {sum(every[:STANDARD]):,} at most, "
        f"{STANDARD * sum(every) // len(every):,} on average"
    )


def _each(model: str, said: list[str]) -> list[int]:
    """What each question of the guide costs with the same two replies."""
    tokens = []
    for question in GUIDE.questions:
        asks = Counting(model)
        interview(asks, said[:PER_QUESTION], (question,))
        tokens.append(asks.tokens)
    return tokens


def _by_purpose(asks: Counting) -> str:
    return ", ".join(f"{asks.purposes.count(p)} {p}" for p in dict.fromkeys(asks.purposes))


if __name__ == "__main__":
    main()
