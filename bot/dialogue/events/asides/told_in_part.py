"""Data that is told in part, pointed at, or put right in one text with the answer to the open question."""

import re
from dataclasses import replace

from bot.dialogue.events.at_question import AtQuestion, Meant, put_right
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Filled, Question, Typed
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.reading.text import visible
from bot.dialogue.reading.whole_message import NARROW, SHAPES
from bot.dialogue.turn import Say
from bot.dialogue.understanding.details import name_told

# Some digits in place of others.
PART = re.compile(
    r"(?<![\d-])(?P<old>\d{3,8})(?:じゃ|では|で|や)な(?:くて?|い)[、\s]?(?P<new>\d{3,8})(?![\d-]|時|分|円|日|月|歳)"
)
NEITHER = re.compile(
    r"番号も、?(?:メール(?:アドレス)?|メアド|アドレス)も、?(?:ない|無い|なし|わから|分から|持って(?:い)?(?:な|ま)|ありませ|知ら|覚えて)"
)
# A value that is only pointed at: 「この電話でいいです」, 「さっきと同じ」.
POINTS = re.compile(
    r"(?:この|今の|いまの|これ|さっきの?|先ほどの?|前の?|(?:この)?(?:LINE|ライン|スマホ|携帯)の?)(?:と)?(?:同じ)?(?:電話|携帯|スマホ|番号|アドレス|メール|やつ|の)?(?:番号)?"
    r"(?:で(?:いい|良い|大丈夫|お願いします|結構)?|が(?:いい|良い))?(?:です)?[。!！]?"
)


def only_pointed_at(said: AtQuestion) -> Heard | None:
    """Ask for the value itself."""
    points = said.question.name in SHAPES and not said.pieces.found and POINTS.fullmatch(said.text.strip())
    return Heard((Say("heard.only_it"),)) if points else None


def neither(said: AtQuestion) -> Filled | None:
    """Take it at once where somebody has neither a job-seeker number nor an address."""
    asked = said.flow.question("email")
    if said.question.name != "number" or not asked or said.asks or not NEITHER.search(said.text):
        return None
    taken = (said.question.take("unknown", said.seen), asked.take("none", said.seen))
    answers = {name: answer for one in taken if isinstance(one, Filled) for name, answer in one.answers.items()}
    return Filled(answers, Say("heard.number_later"))


def name_and_value(said: AtQuestion) -> Filled | None:
    """Take the name that is put right in one text with the answer: 「13010-1234567 名前は小林健に変えてください」."""
    asked, piece = held_question(said, "name"), said.pieces.found.get(said.question.name)
    name = name_told(said.text) if asked and piece and said.question.name in SHAPES else ""
    if not asked or not piece or not name or len(said.pieces.found.keys() - {"name"}) > 1:
        return None
    put, read = read_anew(said, asked, name), said.question.read(piece.text, said.seen)
    return (
        replace(put, answers={**put.answers, **read.answers})
        if isinstance(put, Filled) and isinstance(read, Filled)
        else None
    )


def part(said: AtQuestion) -> Filled | None:
    """Put some digits right that stand once in what is held: 「さっきの番号13010じゃなくて13020でした」."""
    plain = visible(said.text).translate(NARROW)
    found = PART.search(plain)
    if not found or len(found["old"]) != len(found["new"]) or said_of_days(PART.sub("", plain), said.seen.facts):
        return None
    held = {
        name: said.seen.conversation.answers[name].value
        for name in ("number", "telephone")
        if held_question(said, name)
    }
    fits = [name for name, value in held.items() if value.count(found["old"]) == 1]
    asked = held_question(said, fits[0]) if len(fits) == 1 else None
    if not asked or said.pieces.found.keys() - {"name"}:
        return None
    read = read_anew(said, asked, held[fits[0]].replace(found["old"], found["new"]))
    return read if isinstance(read, Filled) else None


def held_question(said: AtQuestion, name: str) -> Question | None:
    """Give the question of an answer that is held, where another one is open."""
    held = name in said.seen.conversation.answers and said.question.name != name
    return said.flow.question(name) if held else None


def read_anew(said: AtQuestion, asked: Question, value: str) -> Meant | None:
    """Read a value as the answer to a question that was answered before, and say what was put right."""
    return put_right(said, asked, asked.read(value, said.seen)) if isinstance(asked, Typed) else None
