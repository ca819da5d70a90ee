"""How two ways of reading fare on the phrases held back, how long a text takes, and what the words hold in memory."""

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable
from itertools import chain

from bot.dialogue.understanding import Candidate, Lexicon, Meaning, Stage, Sureness, understand
from bot.dialogue.understanding.folding import sentences_of
from bot.dialogue.understanding.intentions import Intention
from bot.dialogue.understanding.nearest import Nearest
from bot.messages.understanding import load_lexicon
from tests.understanding.tables import Row, is_false, is_right, rows_of

HELD_BACK = ("held_back.tsv", "held_back_later.tsv", "held_back_last.tsv")
Reader = Callable[[Row], Meaning]


def main() -> None:
    """Measure and print."""
    tracemalloc.start()
    lexicon = load_lexicon()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    rows = list(chain.from_iterable(map(rows_of, HELD_BACK)))
    print(f"reading: the words take {size / 1e6:.1f} MB")
    report("rules", lambda row: understand(row.text, row.stage, lexicon), rows)
    nearest = fitted(lexicon)
    for least in (0.25, 0.34, 0.5):
        report(f"nearest example from {least}", by_example(nearest, lexicon, least), rows)


def report(name: str, reader: Reader, rows: Iterable[Row]) -> None:
    """Print how a way fares."""
    judged = [(row, *timed(reader, row)) for row in rows]
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
    """Read one text; give the milliseconds of its fastest of three readings."""
    spent = []
    for _ in range(3):
        before = time.perf_counter()
        meaning = reader(row)
        spent.append((time.perf_counter() - before) * 1000)
    return meaning, min(spent)


def fitted(lexicon: Lexicon) -> Nearest:
    """Fit the second way to the table of phrases, which the rules were made with."""
    return Nearest.of(
        (Candidate(Intention(intention), about), folded(row, lexicon))
        for row in rows_of("phrases.tsv")
        for intention, about in row.meant[:1]
    )


def by_example(nearest: Nearest, lexicon: Lexicon, least: float) -> Reader:
    """Give the reader that takes the meaning of the nearest example, if it is near enough."""

    def read(row: Row) -> Meaning:
        ranked = nearest.ranked(folded(row, lexicon))
        if not ranked or ranked[0][1] < least or ranked[0][0].intention is Intention.UNKNOWN:
            return Meaning(sureness=Sureness.NOT_UNDERSTOOD)
        return Meaning(ranked[0][0].intention, ranked[0][0].about)

    return read


def folded(row: Row, lexicon: Lexicon) -> str:
    """Give the text of a row as it is compared, with the place of the talk in front."""
    text = "".join(sentence.folded for sentence in sentences_of(row.text, lexicon.spelling))
    return f"{Stage(row.stage)}:{lexicon.courtesy.core(text)}"


if __name__ == "__main__":
    main()
