"""How two ways of reading fare on the phrases held back, how long a text takes, and what the words hold in memory."""

import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import chain

from bot.dialogue.understanding import Intention, Lexicon, Meaning, Sureness, Utterance, understand
from bot.dialogue.understanding.meaning import NOT_UNDERSTOOD
from bot.messages.understanding import load_lexicon
from tests.understanding.tables import Row, is_false, is_right, rows_of

HELD_BACK = ("held_back.tsv", "held_back_later.tsv", "held_back_last.tsv")
Reader = Callable[[Row], Meaning]
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    tracemalloc.start()
    lexicon = load_lexicon()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    rows = list(chain.from_iterable(map(rows_of, HELD_BACK)))
    print(f"reading: the words take {size / 1e6:.1f} MB")
    report("rules and what was learnt", lambda row: understand(row.text, row.stage, lexicon), rows)
    report("rules alone", lambda row: Utterance.of(row.text, row.stage, lexicon).certain or NOT_UNDERSTOOD, rows)
    for least in (0.3, 0.5, 0.8):
        report(f"what was learnt alone from {least}", by_what_was_learnt(lexicon, least), rows)


def report(name: str, reader: Reader, rows: Sequence[Row]) -> None:
    """Print how a way fares."""
    rounds = [[timed(reader, row) for row in rows] for _ in range(ROUNDS)]  # readers know the latest texts, so in turns
    judged = [(row, turns[0][0], min(spent for _, spent in turns)) for row, *turns in zip(rows, *rounds, strict=True)]
    right = sum(is_right(row, meaning) for row, meaning, _ in judged)
    missed = sum(meaning.sureness is not Sureness.SURE and not is_right(row, meaning) for row, meaning, _ in judged)
    false = sum(is_false(row, meaning) for row, meaning, _ in judged)
    times = sorted(spent for _, _, spent in judged)
    print(
        f"reading by {name}: {right} of {len(judged)} right, {missed} missed, {len(judged) - right - missed} wrong, "
        f"{false} of these done or acknowledged falsely; "
        f"{statistics.median(times):.2f} ms a text in the median, {times[-len(times) // 20]:.2f} at 95 %"
    )


def timed(reader: Reader, row: Row) -> tuple[Meaning, float]:
    """Read one text; give what it means, and the milliseconds."""
    before = time.process_time()
    meaning = reader(row)
    return meaning, (time.process_time() - before) * 1000


def by_what_was_learnt(lexicon: Lexicon, least: float) -> Reader:
    """Give the reader that takes the likeliest meaning by what was learnt, if it is likely enough."""

    def read(row: Row) -> Meaning:
        label, probability = Utterance.of(row.text, row.stage, lexicon).ranked[0]
        if probability < least or label.meant.intention is Intention.UNKNOWN:
            return NOT_UNDERSTOOD
        turned = dict.fromkeys([label.turned] if label.turned else [], True)
        return Meaning(label.meant.intention, label.meant.about, **turned)

    return read


if __name__ == "__main__":
    main()
