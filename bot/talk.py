"""`make talk`: the pure core in a terminal. Nothing is kept, nothing is sent."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.files.office_file import load_office
from bot.booking.schedule.opening import today
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.order import take
from bot.dialogue.terms import in_force
from bot.dialogue.turn import Book, Facts, Turn
from bot.dialogue.words import Words
from bot.messages.catalogue import load_words
from bot.messages.terms import load_terms
from bot.messages.understanding import shared_lexicon


def main() -> int:
    """Talk until the input ends."""
    office = load_office(Path("office.toml"))
    words, terms = load_words(office), load_terms(office)
    now = datetime.now(UTC)
    facts = Facts(
        now=now,
        office=office,
        words=words,
        terms=in_force(terms, today(now)),
        terms_url="http://127.0.0.1:8000/terms",
        lexicon=shared_lexicon(),
        user="you",
        new_id="talk",
        new_number="123456",
    )
    turn, booking = take(Conversation(), Incoming(Sort.FOLLOW, "0", now), facts), None
    _show(turn, words)
    for count, line in enumerate(_lines(), 1):
        incoming = Incoming(Sort.TEXT, str(count), datetime.now(UTC), text=line, message_id=str(count))
        turn = take(turn.conversation, incoming, replace(facts, booking=booking, words=words))
        booking = turn.effect.booking if isinstance(turn.effect, Book) else booking
        words = turn.words(words)
        _show(turn, words)
    return 0


def _lines() -> Iterator[str]:
    """Ask for a line again and again, until the input ends."""
    while line := _asked():
        yield line.strip()


def _asked() -> str:
    sys.stdout.write("あなた> ")
    sys.stdout.flush()
    return sys.stdin.readline()


def _show(turn: Turn, words: Words) -> None:
    for say in turn.says:
        before = [f"窓口> {words(say.before.key, say.before.values)}"] if say.before else []
        lines = [*before, f"窓口> {words(say.key, say.values)}"]
        lines += [f"   {words(row.label)}：{words.value(row.value)}" for row in say.rows]
        cells = [tuple(cell.option for cell in group.cells if cell.option) for group in say.groups]
        for options in (*cells, say.options, say.always):
            labels = [f"［{words(option.label, option.values)}］" for option in options]
            lines += ["   " + " ".join(labels)] if labels else []
        sys.stdout.write("\n".join(lines) + "\n\n")


if __name__ == "__main__":
    sys.exit(main())
