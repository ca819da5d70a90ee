"""A wish for another day or time, said while a booking is being cancelled: it begins to move, and never cancels."""

import re

from bot.dialogue.events.at_question import AtQuestion
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.offered_times import days_beside
from bot.dialogue.route import Command
from bot.dialogue.understanding import Intention, Meaning, understand

NAMES_IT = re.compile(
    r"(?:あ|やっぱり?|やはり|じゃあ?|では|すみません|いや|違う|ちがう|[、。\s]){0,4}(?:日時|日程|日にち|時間|予約)?[をの]?(?:変更|へんこう)"
    r"(?:[でに](?:します?|する|して.{0,6}|お願い.{0,6})?|が(?:いい|よか|良い).{0,4}|(?:したい|します?|する|希望|お願い).{0,6}|です)?[。、！!\s]{0,3}"
)
# A day that is only asked about is none that is wanted: 「前日でも大丈夫？」.
ASKS_FOR_A_TIME = re.compile(r"[空あ]い|[空あ]き|取れ|とれ|でき|変|かえ|替|ずら|移")


def moves_instead(said: AtQuestion) -> Heard | None:
    """Begin to move for who wants that while he is asked why he cancels, or whether."""
    facts, booking = said.seen.facts, said.seen.facts.booking
    if said.flow.name != "cancel" or not booking:
        return None
    meaning = understand(said.text, stage_of(facts), facts.lexicon)
    told = (meaning, *meaning.also)
    if any(_is_against_it(one) for one in told):
        return None
    wishes = [one for one in told if _wishes_it(one)]
    if not wishes and not NAMES_IT.fullmatch(said.text.strip()):
        return None
    by_days_alone = not any(one.intention in (Intention.MOVE, Intention.CORRECT) for one in wishes)
    if wishes and by_days_alone and said.asks and not ASKS_FOR_A_TIME.search(said.text):
        return None
    when = next((one.values["when"] for one in wishes if "when" in one.values), "")
    return Heard(command=Command.CHANGE, when=days_beside(when, booking.start, facts))


def _is_against_it(meaning: Meaning) -> bool:
    """Say whether it is said that nothing is to be moved, or once more that it is to be cancelled."""
    if meaning.intention is Intention.MOVE:
        return meaning.negated or meaning.reported
    return meaning.intention is Intention.CANCEL and meaning.live


def _wishes_it(meaning: Meaning) -> bool:
    """Say whether another day or time is wished for; a question alone is a wish only where it names one."""
    names_one = "when" in meaning.values
    if meaning.negated or meaning.reported or (meaning.asked and not names_one):
        return False
    if meaning.intention in (Intention.DAY, Intention.AVAILABILITY):
        return names_one
    return meaning.intention is Intention.MOVE or (meaning.intention is Intention.CORRECT and meaning.about == "time")
