"""Data of another question than the open one, and corrections of what was answered before."""

import re
from collections.abc import Collection
from dataclasses import replace

from bot.booking.model import Answer
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.events.asides.other_name import changed_half
from bot.dialogue.events.at_question import APPLYING, NOTHING, WHEN, AtQuestion, Meant, put_right, title_of, unclear
from bot.dialogue.flows.review import CHANGES
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.details_link import DETAILS, on_page
from bot.dialogue.questions.kinds import Again, Filled, Question, Result, Switch, Typed
from bot.dialogue.questions.named_choice import named_choice
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.questions.when_said.days_said import NAMES_A_TIME, names_a_part_alone, said_of_days
from bot.dialogue.reading import clean
from bot.dialogue.reading.contact.half_name import Half
from bot.dialogue.reading.contact.name_in_text import name_in
from bot.dialogue.reading.told_only import is_of_another
from bot.dialogue.reading.whole_message import NARROW, SHAPES
from bot.dialogue.route import Command
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Stage
from bot.dialogue.understanding.details import is_of_others

LATER_DETAILS = frozenset(DETAILS) - {"name"}
A_KANJI = re.compile("[一-龥々]")
EITHER = ("telephone", "number")
A_NUMBER = re.compile(r"番号|数字|桁")
WHICH_NUMBER = re.compile(r"電話|携帯|けいたい|スマホ|連絡先|(?i:tel)|求職|登録|カード|受付票|ハローワーク")
STILL_SO = re.compile(
    r"(?:変わ|かわ)(?:って(?:い)?|り)?(?:な[いか]|ませ)|変更(?:は|も)?(?:な[いし]|あり?ませ)|(?:間違|まちが)(?:って|えて|い)(?:い)?(?:は)?な[いか]"
    r"|(?:間違|まちが)(?:って(?:い)?|えて(?:い)?|い(?:は)?あり)ませ"
)
LATER_ON = re.compile(r"あとで|あとから|後で|後から|(?:申し?込|予約し)(?:んだ|た)(?:あと|後)|途中")
OF_THAT_DAY = frozenset({"book.day.retry.ask", "heard.wished", "heard.latest", "heard.earliest"})
NO_LETTER = re.compile(r"[\d@]")


def other_data(said: AtQuestion) -> Meant | None:
    """Take data of another question, or of this one, where it is meant; else ask for it again."""
    about, value = said.meaning.about, said.meaning.values.get("value", "")
    if said.question.name == Stage.FIELD:
        return None
    if not about:
        return _which_is_wrong(said) if said.question.name == "review" else Heard((Say("heard.correct_what"),))
    if said.question.name == "review" and _is_right(said, value):
        return Heard((Say("lobby.kept"),))
    if said.question.name == "review" and (doubtful := _doubtful(said, value)):
        return doubtful
    if about == "time":
        return other_time(said, said.meaning.values.get("when", "") or said.text)
    if not said.meaning.live:
        return NOTHING
    if about == said.question.name and not said.is_no_statement:
        return said.question.read(value, said.seen) if value else NOTHING
    return _of_another_question(said, about, value)


def _of_another_question(said: AtQuestion, about: str, value: str) -> Meant | None:
    """Take data of another question, where it is plainly meant as such; None leaves it to the open one."""
    correcting = said.meaning.intention is Intention.CORRECT
    if value and said.is_no_statement and not _is_told_last(said, value):
        return ask_anew(said, about) if correcting or about == "name" else Heard((Say("heard.only_it"),))
    if not (
        correcting or said.is_labelled(about) or _is_corrected(said, about) or _is_nothing_else(said, about, value)
    ):
        return None
    return _changed(said, about, value)


def _is_nothing_else(said: AtQuestion, about: str, value: str) -> bool:
    """Say whether data by its shape is that of a question which is still open, told where other data is asked for."""
    if said.question.name not in DETAILS or about not in SHAPES or about in said.seen.conversation.answers:
        return False
    is_asked_about = (said.question.name, about) == ("number", "telephone")
    return not is_asked_about and clean(said.text.translate(NARROW)) == value


def _doubtful(said: AtQuestion, value: str) -> Meant | None:
    """Ask which number is wrong, or whether a value is one's own that is told as another's or as an earlier one."""
    if not value:
        return _which_number(said) if _may_be_either_number(said) else None
    another = is_of_others(said.text) or is_of_another(said.text, value, said.meaning.about)
    return Heard((Say("heard.only_it"),)) if another else None


def _is_right(said: AtQuestion, value: str) -> bool:
    """Say whether it is told of what stands on the card that it has not changed: 「番号は変わってないです」."""
    return not value and not said.asks and bool(STILL_SO.search(said.text))


def _which_is_wrong(said: AtQuestion) -> Meant:
    """Ask what is wrong on the card."""
    a_number = A_NUMBER.search(said.text) and not WHICH_NUMBER.search(said.text)
    if a_number:
        return _which_number(said)
    at_the_card = said.question.name == "review" and said.flow.name in APPLYING
    return Again(Say("heard.correct_what"), counts=False) if at_the_card else unclear(said)


def _may_be_either_number(said: AtQuestion) -> bool:
    """Say whether a number is wrong of which is not said whether it is that of the telephone."""
    return said.meaning.about in EITHER and bool(A_NUMBER.search(said.text)) and not WHICH_NUMBER.search(said.text)


def _which_number(said: AtQuestion) -> Meant:
    asked = [said.flow.question(name) for name in EITHER]
    options = tuple(
        said.seen.option("review", f"change:{one.name}", f"{one.key}.option.change") for one in asked if one
    )
    return Again(Say("heard.which_number", options=options, look="card", quiet=True), counts=False)


def late_name(said: AtQuestion) -> Meant | None:
    """Take the whole name of who told less, or what he is called, and sends it at the next question."""
    held = said.seen.conversation.answers.get("name")
    if not held or said.question.name not in LATER_DETAILS or said.asks or NO_LETTER.search(said.text):
        return None
    name = name_in(said.text)
    is_whole = bool(name) and name != held.value and (not A_KANJI.search(held.value) or name.startswith(held.value))
    return _changed(said, "name", name) if is_whole else None


def _is_told_last(said: AtQuestion, name: str) -> bool:
    """Say whether a whole name is told to be the right one: 「名前を間違えました、山田太朗です」."""
    held = said.seen.conversation.answers.get("name")
    is_whole = held is None or len("".join(name.split())) >= len("".join(held.value.split()))
    return (
        said.meaning.about == "name"
        and is_whole
        and bool(re.fullmatch(r"(?:です|でした)?[。！!\s]*", said.text.rpartition(name)[2]))
    )


def _is_corrected(said: AtQuestion, about: str) -> bool:
    """Say whether data is the new value of what is being corrected, or of what stands on the last card."""
    correcting = said.flow.name == "correct" or said.question.name == "review"
    return correcting and about in said.seen.conversation.answers


def _changed(said: AtQuestion, about: str, value: str) -> Meant | None:
    """Keep the answer to another question, and say so; without a readable value ask for it again."""
    asked = said.flow.question(about)
    if not asked:
        facts = said.seen.facts
        return Heard(command=Command.CORRECT) if facts.booking else Heard(welcome.told(Command.PHONE, facts))
    if about in DETAILS and on_page(said.seen.facts) and value:
        return Heard((Say("details.typed"),))
    held = said.seen.conversation.answers.get("name") if about == "name" and said.flow.name != "correct" else None
    if held and value and (halved := changed_half(said, held.value, Half(value, ""))):
        return halved
    result = asked.read(value, said.seen) if value and isinstance(asked, Typed) else _chosen(said, asked)
    if isinstance(result, Filled):
        key = "heard.changed" if about in said.seen.conversation.answers else "heard.kept"
        return put_right(said, asked, result, key)
    return ask_anew(said, about)


def _chosen(said: AtQuestion, asked: Question) -> Result | None:
    """Read the choice that a correction names: 「相談内容を面接の練習に」."""
    value = named_choice(said.text, asked.name, said.seen.facts.lexicon)
    return Filled({asked.name: Answer(value)}) if value else None


def ask_anew(said: AtQuestion, about: str) -> Meant:
    """Ask an answered question again, or one more where a flow asks for some only."""
    more = said.flow.asking_also(about, said.seen.conversation)
    if more:
        return more
    names = CHANGES.get(about, (about,))
    answered = [name for name in names if name in said.seen.conversation.answers]
    if not answered:
        return _asked_later(said, about, names)
    here = said.pieces.found.get(said.question.name) if said.question.name in SHAPES else None
    is_told = here and (not said.is_no_statement or (said.is_labelled(about) and not said.asks))
    taken = said.question.read(here.text, said.seen) if here and is_told else None
    when = said_of_days(said.text, said.seen.facts).get("when") if said.question.name in WHEN else None
    taken = said.question.read(when, said.seen) if when and not {*names} & WHEN else taken
    if isinstance(taken, Filled):
        return Switch(said.flow.name, taken.answers, drop=tuple(names))
    return Again(Say(f"{said.question.key}.ask"), counts=False, drop=tuple(names))


def _asked_later(said: AtQuestion, about: str, names: Collection[str]) -> Heard:
    """Say that a question comes later, to who answers another one with it."""
    asked = said.flow.question(about)
    if not asked or said.question.name in names or said.question.name == "review":
        return NOTHING
    return Heard((Say("heard.asked_later", {"title": title_of(asked, said.seen)}),))


def other_time(said: AtQuestion, wanted: str) -> Meant | None:
    """Take another day or time at the review; what can't be had is said with what is near."""
    asked = said.flow.question("day") or said.flow.question("days")
    if not asked:
        return unclear(said)
    if said.question.name in WHEN:
        return None
    if not _is_wanted(said) and said.meaning.intention is Intention.CORRECT:
        return NOTHING
    names = ("day", "time") if asked.name == "day" else ("days", "parts")
    if not all(name in said.seen.conversation.answers for name in names):
        return None
    time = said.flow.question("time") if asked.name == "day" else None
    result = (time or asked).read(wanted, said.seen)
    if isinstance(result, Again) and result.say.key.endswith(".unclear"):
        return ask_anew(said, "time" if asked.name == "day" else "days")
    if isinstance(result, Again):
        return _other_times(said, result, wanted, names)
    if isinstance(result, Filled) and time and time.name not in result.answers:
        return _at_the_same_time(said, result)
    return result


def _other_times(said: AtQuestion, result: Again, wanted: str, names: tuple[str, ...]) -> Switch:
    """Ask which of some other times is meant; the day stays where only a part of it is named."""
    is_part = NAMES_A_TIME.search(wanted) and names_a_part_alone(wanted, said.seen.facts)
    if result.say.key in OF_THAT_DAY and "day" in names and is_part:
        return Switch(said.flow.name, drop=("time",), again=replace(result, holds=wanted, held_for="time"))
    return Switch(said.flow.name, drop=names, again=result)


def _is_wanted(said: AtQuestion) -> bool:
    """Say whether another time is wished for; who asks for one that he names wishes for it: the card only changes."""
    meaning, when = said.meaning, said.meaning.values.get("when", "")
    asks_for_it = when and not when.endswith("まで") and not LATER_ON.search(said.text)
    return meaning.live or bool(meaning.asked and asks_for_it and not meaning.negated and not meaning.reported)


def _at_the_same_time(said: AtQuestion, day: Filled) -> Result:
    """Keep the time of the day where only another day is named; where it is not free then, ask for it."""
    talk = said.seen.conversation
    clock = chosen_start(talk.answers["time"]).astimezone(TOKYO).time().isoformat("minutes")
    asked, chosen = said.flow.question("day"), day.answers["day"].value
    held = replace(said.seen, conversation=talk.without("day", "time").holding("time", clock))
    result = asked.take(chosen, held) if asked else day
    if isinstance(result, Filled) and "time" not in result.answers:
        return Switch(said.flow.name, result.answers, drop=("time",))
    return result
