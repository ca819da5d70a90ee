"""Every reader of what people write, each as its question calls it."""

from datetime import datetime, time, timedelta, timezone

from bot.booking.text import joined
from bot.dialogue.reading import (
    clean,
    contains_my_number,
    half_width,
    read_choice,
    read_email,
    read_name,
    read_number,
    read_telephone,
    read_when,
)
from bot.dialogue.reading.contact.name_in_text import name_in
from bot.dialogue.reading.text import fold
from bot.dialogue.reading.whole_message import pieces_in
from bot.dialogue.route import command_of
from bot.dialogue.understanding import Stage, understand
from bot.messages.understanding import shared_lexicon
from tests.make import WORDS

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=9)))

STARTS = (time(10), time(14))

LABELS = (("a", "12月3日（木）"), ("b", "14:00"), ("c", "はい"), ("d", "職業相談"))

# Those that do most; every other reader is called by one of them.
READERS = {
    "name": read_name,
    "number": read_number,
    "telephone": read_telephone,
    "email": read_email,
    "when": lambda text: read_when(text, now=NOW, starts=STARTS),
    "choice": lambda text: read_choice(text, LABELS),
    "whole message": pieces_in,
    "command": lambda text: command_of(text, WORDS),
    "meaning": lambda text: understand(text, Stage.LOBBY, shared_lexicon()),
}

EVERY_READER = {
    **READERS,
    "time of a day": lambda text: read_when(text, now=NOW, starts=STARTS, day=NOW.date()),
    "clean": lambda text: clean(text, "氏名", "電話番号"),
    "fold": fold,
    "half width": half_width,
    "My Number": contains_my_number,
    "name in a text": name_in,
    "times written apart": joined,
}
