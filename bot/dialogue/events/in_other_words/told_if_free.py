"""Who wishes to be told whether a time is free, and takes none: 「もし14時が空いてたら教えて」."""

import re
from dataclasses import replace

from bot.dialogue.events.at_question import FINAL, WHEN, AtQuestion, Meant
from bot.dialogue.events.review.at_review import whether_free
from bot.dialogue.flows.book import DAY
from bot.dialogue.questions.kinds import Filled
from bot.dialogue.questions.offered_days import offered
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.understanding import Intention, Meaning

WONDERS = re.compile(r"(?:ほう|方)が(?:いい|良い|よい)(?:の|ん)?(?:です|でしょう)?か(?:な|ね)?[。?？]*$")
TELL_ME = re.compile(
    r"(?:たら|れば|なら|のか?(?:どうか)?|か(?:どうか)?)、?(?:また|すぐ|先に)?(?:教え|おしえ|知らせ|しらせ|お知らせ|知りた|しりた)"
)


def told_if_free(said: AtQuestion) -> Meant | None:
    """Offer the time that is named, or say at the last card whether it is free."""
    wonders = said.question.name in FINAL and WONDERS.search(said.text)
    if said.question.name not in WHEN | FINAL or not (wonders or TELL_ME.search(said.text)):
        return None
    told = said_of_days(said.text, said.seen.facts)
    if "when" not in told or said.meaning.intention is Intention.WAIT:
        return None
    if said.question.name in FINAL:
        return whether_free(replace(said, meaning=Meaning(Intention.AVAILABILITY, values=told)))
    read = said.question.read(said.text, said.seen)
    if not isinstance(read, Filled) or "time" not in read.answers:
        return None
    return offered("wished", [chosen_start(read.answers["time"])], said.seen, DAY)
