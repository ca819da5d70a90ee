"""What a typed text means while a question is open: an answer in other words, a correction, a question, or else.

None of it does anything that the buttons would not do, and nothing negated, asked or told of others becomes an answer.
"""

import re
from dataclasses import replace

from bot.dialogue.events.asides.answer_with_a_question import answer_with_a_question
from bot.dialogue.events.asides.at_a_list import at_a_list
from bot.dialogue.events.asides.beside_the_yes import beside_the_yes
from bot.dialogue.events.asides.day_meanwhile import day_beside, day_meanwhile
from bot.dialogue.events.asides.moving_instead import moves_instead
from bot.dialogue.events.asides.name_with_more import name_with_more
from bot.dialogue.events.asides.of_what_is_shown import of_what_is_shown
from bot.dialogue.events.asides.one_condition import one_condition
from bot.dialogue.events.asides.other_intention import TELL_STATUS, other_intention, status
from bot.dialogue.events.asides.other_name import name_anew, name_with_a_remark
from bot.dialogue.events.asides.seems_otherwise import seems_otherwise
from bot.dialogue.events.asides.told_late import name_beside_data, telephone_for_the_number, told_late
from bot.dialogue.events.asides.whether_it_will_do import whether_it_will_do
from bot.dialogue.events.at_question import (
    APPLYING,
    FINAL,
    NOTHING,
    STOP,
    WHEN,
    AtQuestion,
    Meant,
    echoed,
    stage_at,
    title_of,
)
from bot.dialogue.events.beside_the_answer import (
    a_language,
    asked_of_a_time,
    corrected_number,
    done_already,
    help_told_early,
    last_word,
    needs_care,
    not_to_be_used,
    other_purpose,
    without_calls,
)
from bot.dialogue.events.in_other_words.choice import choice
from bot.dialogue.events.in_other_words.told_if_free import told_if_free
from bot.dialogue.events.in_other_words.yes_or_no import no, none, yes
from bot.dialogue.events.keeping import agreed, held_back, kept, waits
from bot.dialogue.events.other_data import late_name, other_data, other_time
from bot.dialogue.events.review.at_review import a_value, other_reason, time_beside_the_card, whether_free
from bot.dialogue.events.review.left_as_it_stands import left_as_it_stands
from bot.dialogue.events.review.of_a_line import may_be_wrong, of_a_line
from bot.dialogue.events.review.several_at_review import several_at_review
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows import answers, understood
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.outside_flows.same_day import at_once, closed_already
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.details_link import DETAILS
from bot.dialogue.questions.kinds import Again, Filled, Result, Seen
from bot.dialogue.questions.named_choice import CHOICES, named_choice
from bot.dialogue.questions.waitlist_days import span_in
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.questions.when_said.in_place_of import standing_start, without_the_former
from bot.dialogue.reading import clean, half_width
from bot.dialogue.reading.condition import condition_in
from bot.dialogue.reading.contact.half_name import Half, with_half
from bot.dialogue.reading.contact.lacking import lacks_another_thing
from bot.dialogue.reading.contact.name_in_text import NO_NAME
from bot.dialogue.reading.last_word import overruled
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Candidate, Intention, Stage, Sureness, understand, understand_by_rules

# What is wanted although days are named.
WANTED_FOR_CERTAIN = frozenset(
    {
        Intention.DESPAIR,
        Intention.HUMAN,
        Intention.QUIT,
        Intention.BACK,
        Intention.CANCEL,
        Intention.EASY,
        Intention.WAIT,
    }
)
NAMES_ONESELF = re.compile(r"(?:です|と申します|ともうします|といいます|と言います)(?:けれど|けど|が|よ)?[。、\s]*$")
# 「名字だけでもいい？中村」
ALL_KANJI = re.compile(
    r"(?!無理|駄目|本名|旧姓|全部|両方|名字|苗字|片方)[一-龥々ヶ]{2,4}(?:[ \u3000][一-龥々ヶ]{1,4})?"
)
BEFORE_A_DAY = frozenset({"eligible", "consent", "purpose", "support"})  # questions that no day answers
A_ROW_OF_DIGITS = re.compile(r"(?<!\d)(?!0[5-9]0)\d{9,13}(?!\d)")
# What he had another time, before what he wants now: 「前に手話を頼んだけど今回は筆談」.
THE_TIME_BEFORE = re.compile(
    r"^(?:前回?|以前|この前|去年|昔|先週)(?:[にはも]|まで)?[^。？?]{1,20}?(?:けれど|けど|が|ので|のに)、?(?:今回|今度|次|今|いま)は、?(?=\S)"
)
LEFT_OUT = re.compile("飛ば|とば|スキップ|パス|省|なし|無し|あとで|後で|次|進")
WHICH_NUMBER = ("where_number", "which_number")
NUMBER_TOPICS = frozenset({*WHICH_NUMBER, "no_number", "number_form"})
JOB_SEEKER = re.compile(r"求職|登録|カード|受付票|ハローワーク|ハロワ")
APPLIES = re.compile("申し?込|送信")
# What a question holds that may ask for a day or a time at the list of them.
OF_TIMES = re.compile(
    r"[0-9０-９一二三四五六七八九十]|[月日年週時]|曜|午|朝|昼|夕|夜|早|遅|空|[あ明]い|取れ|とれ|いつ|ころ|ごろ|頃|次|今|後|あと|前|別|ほか|他|もっと"
    r"|埋|いっぱい|席|枠|^[^、。]{0,4}(?:ある|あり|ない)"
)
# Who speaks of persons whom he does not know, or does not know how something turns out, has no number for all that.
KNOWS_ANOTHER = re.compile(
    r"(?:知らない|しらない)(?:人|ひと|相手|会社|番号から)|(?:(?:間に)?合う|通る|受かる|行ける|行く|できる|する|いい)か(?:どうか)?[はも]?、?(?:わから|分から)"
)
# Who is not sure of one condition reads what it means: 「（エ）だけ違うかも」.
MAYBE = re.compile(r"(?:かも(?:しれません|しれない|です)?|かな[ぁー]?|と思(?:う|います))[。？?]*$")
OF_A_CONDITION = {
    "registered": "no_number",
    "device": "device",
    "continuing": "continuing",
    "distance": "distance",
    "rules": "agreement",
}
# Whether all is well with the card is asked: 「大丈夫ですかね」.
MAKES_SURE = re.compile(
    r"^[^、。]{0,8}(?:大丈夫|いい|良い|ええ|よろし|合って|あって|間違い(?:ない|あり)|問題(?:ない|あり)|い[けく]|行け|通る|通り)[^、。]{0,6}$"
)
TAKEN_BACK = re.compile(
    r"違|ちが|間違|まちが|訂正|じゃな|ではな|でなく|やっぱ|正しく|(?:前|昔|以前|旧|元)の|古い|今は|いまは|現在|新しく|変わ|かわ"
)


def meant_here(text: str, flow: Flow, seen: Seen) -> Meant | None:
    """Give what a text means beside a plain answer; None leaves it to the question."""
    question = flow.open_question(seen.conversation)
    stage = stage_at(flow, question)
    if stage is None:
        return None
    if question.name == Stage.LANGUAGE and isinstance(question.read(text, seen), Filled):
        return None
    text = (THE_TIME_BEFORE.sub("", text) or text) if question.name in CHOICES else text
    text = without_the_former(text, standing_start(seen), seen.facts) if question.name in FINAL else text
    meaning = understand(text, stage, seen.facts.lexicon)
    said = AtQuestion(text, flow, question, seen, meaning)
    if any(one.about == "violence" and not one.negated for one in (meaning, *meaning.also)):
        return Heard((answers.answer_to("violence", seen.facts),))
    if left := left_as_it_stands(said):
        return left
    several = seems_otherwise(said) or several_at_review(said, meant_here)
    if told := several or told_if_free(said) or _told(said) or day_meanwhile(said) or day_beside(said, meant_here):
        return told
    if last := last_word(said):
        return _said_last(last, said)
    if shown := at_a_list(said) or without_calls(said) or of_what_is_shown(said):
        return shown
    beside = held_back(said) or corrected_number(said)
    beside = beside or not_to_be_used(said) or asked_of_a_time(said) or done_already(said) or late_name(said)
    beside = beside or other_purpose(said) or help_told_early(said) or a_language(said) or needs_care(said)
    return beside if beside or _holds_several(said) else _alone(said)


def _told(said: AtQuestion) -> Meant | None:
    """Take data that stands beside other words, or was answered before."""
    plain = beside_the_yes(said) or whether_it_will_do(said) or of_a_line(said)
    plain = plain or name_with_a_remark(said) or name_with_more(said)
    told = plain or name_beside_data(said) or name_anew(said) or told_late(said)
    return told or answer_with_a_question(said, meant_here) or telephone_for_the_number(said)


def _said_last(last: str, said: AtQuestion) -> Meant | None:
    """Take what somebody says in the end who corrects himself."""
    if said.question.name == "name":
        return _name_said_last(clean(last), said)
    result = said.question.read(clean(last), said.seen)
    return result if isinstance(result, Filled) else meant_here(last, said.flow, said.seen)


def _name_said_last(last: str, said: AtQuestion) -> Meant | None:
    """Take the name, or the half of one, that is told in the end: 「山本 太朗じゃなくて太郎です」."""
    first, _ = overruled(said.text) or ("", "")
    name = with_half(clean(first), Half(last, ""))
    if name == "":
        return Again(Say("heard.both_names"), counts=False)
    return echoed(said, said.question.read(name or last, said.seen), name or last)


def _alone(said: AtQuestion) -> Meant | None:
    """Give what a text means that holds nothing besides."""
    question, flow = said.question, said.flow
    if left := other_reason(said) or moves_instead(said) or waits(said) or kept(said) or agreed(said) or _today(said):
        return left
    if question.name == "review" and flow.name == "change" and (other := time_beside_the_card(said)):
        return other
    if question.name == "eligible" and (stop := _condition(said)):
        return question.take(stop, said.seen)
    if told := one_condition(said):
        return told
    if question.name in FINAL and (told := a_value(said)):
        return told
    if said.meaning.sureness is Sureness.SURE:
        return _meant(said)
    return _likely(said) or _unknown_question(said) or may_be_wrong(said)


def _today(said: AtQuestion) -> Heard | None:
    """Say whether today is possible, at a question that no day answers: 「今から相談できますか」."""
    facts = said.seen.facts
    if said.question.name not in BEFORE_A_DAY or facts.booking:
        return None
    told = at_once(said.text, said.meaning, facts) or closed_already(said.text, said.meaning, facts)
    return Heard((replace(told, options=()),)) if told else None


def _condition(said: AtQuestion) -> str:
    """Give the one condition of which it is said that it does not hold, "" for none or several."""
    if said.asks:
        return ""
    named = condition_in(said.text)
    told = [one.about for one in (said.meaning, *said.meaning.also) if one.intention is Intention.NO and one.live]
    exact = {*told} - {""}
    return named or (exact.pop() if len(exact) == 1 else "")


def _likely(said: AtQuestion) -> Heard | None:
    """Answer what is likely asked, unless the question can do something with the text."""
    if said.meaning.sureness is not Sureness.LIKELY or said.reads_a_value:
        return None
    if said.meaning.candidates[0].intention in TELL_STATUS and not said.meaning.asked:
        return NOTHING if said.meaning.candidates[0].about else status(said, said.meaning.candidates[0].intention)
    result = said.question.read(said.text, said.seen) if said.question.name not in DETAILS else None
    is_read = result and not (isinstance(result, Again) and ".retry." in result.say.key)
    return None if is_read else understood.informed(said.meaning, said.seen.facts)


def _unknown_question(said: AtQuestion) -> Heard | None:
    """Ask which of some topics is asked, or name the office; a question is no answer, and no failed try."""
    if said.question.name == "eligible" and (named := condition_in(MAYBE.sub("", said.text))):
        return Heard((answers.answer_to(OF_A_CONDITION[named], said.seen.facts),))
    is_list = said.question.name in WHEN | {"days", "parts"}
    if is_list and said.asks and said.meaning.candidates[:1] == (Candidate(Intention.AVAILABILITY),):
        return NOTHING  # the list says what is free
    is_of_times = is_list and OF_TIMES.search(said.text)
    if is_of_times or said.reads_a_value or not said.asks:
        return None
    if said.question.name == "review" and said.flow.name in APPLYING and MAKES_SURE.search(said.text):
        return Heard((answers.answer_to("applying", said.seen.facts),))
    return understood.topics_to_choose(said.meaning.candidates, said.seen.facts) or Heard((Say("heard.ask_office"),))


def _one_of_two(said: AtQuestion) -> Meant:
    """Take the second of two values where the first is taken back; else ask which one is meant."""
    first, last = said.text.find(said.values[0]), said.values[-1]
    if len(said.values) == 2 and TAKEN_BACK.search(said.text[first:].partition(last)[0]):
        return echoed(said, said.question.read(last, said.seen), last)
    return Again(Say("heard.one_only", {"title": title_of(said.question, said.seen)}), counts=False)


def _holds_several(said: AtQuestion) -> bool:
    """Say whether a text holds several answers, which are read together."""
    told = {one.intention for one in (said.meaning, *said.meaning.also)}
    return len(said.pieces.found) > 1 or {Intention.DETAIL, Intention.DAY} <= told


def answers_here(text: str, flow: Flow, seen: Seen) -> bool:
    """Say whether a word of thanks or agreement answers the open question: 「承知しました」 to the terms."""
    stage = stage_at(flow, flow.open_question(seen.conversation))
    if stage is None:
        return False
    meaning = understand_by_rules(text, stage, seen.facts.lexicon)
    return meaning.live and meaning.intention in (Intention.YES, Intention.NONE)


def _meant(said: AtQuestion) -> Meant | None:
    if said.question.name in FINAL and any(one.about == "later" for one in said.meaning.also):
        return Heard((answers.answer_to("later", said.seen.facts),))
    if len(said.values) > 1:
        return _one_of_two(said)
    said = _with_the_help_that_is_named(said)
    if said.meaning.intention in (Intention.YES, Intention.NO, Intention.NONE):
        taken = said.meaning.live or said.question.name in FINAL
        return _with_what_is_asked(said, _short_answer(said)) if taken else _beside_answers(said)
    match said.meaning.intention:
        case Intention.HIRED if said.question.name == "reason" and said.meaning.live:
            return said.question.take("hired", said.seen)
        case Intention.ANSWER if said.question.name in CHOICES | {"reason"}:
            return _asked_beside_the_reason(said) or choice(said)
        case Intention.BOOK if said.question.name == "purpose" and said.meaning.live:
            named = said.pieces.found.get("purpose")
            value = named.text if named else named_choice(said.text, "purpose", said.seen.facts.lexicon)
            return said.question.take(value, said.seen) if value else NOTHING
        case Intention.CORRECT | Intention.DETAIL:
            return other_data(said)
        case _:
            return _beside_answers(said)


def _with_the_help_that_is_named(said: AtQuestion) -> AtQuestion:
    """Put the help that is asked for before the wish for plain words: 「日本語ちょっとだけ。通訳いるといい」."""
    named = [one for one in said.meaning.also if one.intention is Intention.ANSWER and one.live]
    is_style = said.question.name == "support" and said.meaning.intention is Intention.EASY
    return replace(said, meaning=named[0]) if is_style and named else said


def _with_what_is_asked(said: AtQuestion, result: Meant | None) -> Meant | None:
    """Answer what is asked beside a "none" to a question for data: 「わかりません、あと子どもがいてもいいですか」."""
    topics = [one.about for one in said.meaning.also if one.intention is Intention.QUESTION and not one.negated]
    topics = [one for one in topics if one not in NUMBER_TOPICS and not one.endswith("_form")]
    if not topics or not said.asks or said.question.name not in DETAILS or not isinstance(result, Filled):
        return result
    return replace(result, echo=replace(answers.answer_to(topics[0], said.seen.facts), options=()))


def _asked_beside_the_reason(said: AtQuestion) -> Heard | None:
    """Answer what is asked of the consultation where only some other reason could be taken."""
    facts = said.seen.facts
    if said.question.name != "reason" or said.meaning.values.get("value") != "other":
        return None
    told = understand_by_rules(said.text, stage_of(facts), facts.lexicon)
    is_asked = told.intention is Intention.QUESTION and told.live and told.sureness is Sureness.SURE
    return Heard((answers.answer_to(told.about, facts),)) if is_asked else None


def _short_answer(said: AtQuestion) -> Meant | None:
    """Take yes, no or "none"; who says at the end that he does not apply is asked whether to stop."""
    is_yes = said.meaning.intention is Intention.YES
    if said.question.name in FINAL and APPLIES.search(said.text) and not (is_yes and said.meaning.live):
        if said.meaning.negated or not is_yes:
            return STOP
        return Heard((answers.answer_to("applying", said.seen.facts),)) if said.question.name == "review" else NOTHING
    if not said.meaning.live:
        return _beside_answers(said)
    if said.meaning.intention is Intention.NONE and said.question.name in DETAILS and KNOWS_ANOTHER.search(said.text):
        return Heard((answers.answer_to("privacy", said.seen.facts),)) if "教え" in said.text else NOTHING
    if said.meaning.intention is Intention.NONE and lacks_another_thing(said.question.name, half_width(said.text)):
        return _about_another_thing(said)
    if said.question.name == "number" and (asked := _number_in_a_row(said) or _which_number(said)):
        return asked
    return {Intention.YES: yes, Intention.NO: no, Intention.NONE: none}[said.meaning.intention](said)


def _about_another_thing(said: AtQuestion) -> Heard:
    """Answer who has not got what is not asked for, as anywhere else: 「スマホしか持ってない」."""
    meaning = understand(said.text, Stage.LOBBY, said.seen.facts.lexicon)
    told = (Candidate(meaning.intention, meaning.about), *meaning.candidates)
    topics = [one.about for one in told if one.intention is Intention.QUESTION]
    return Heard((answers.answer_to(topics[0], said.seen.facts),)) if topics else NOTHING


def _number_in_a_row(said: AtQuestion) -> Meant | None:
    """Take a number without its dash that stands beside something that is not known: 「ハイフンの位置わかりません」."""
    found = A_ROW_OF_DIGITS.search(half_width(said.text))
    read = said.question.read(found.group(), said.seen) if found and said.meaning.intention is Intention.NONE else None
    return echoed(said, read, read.answers["number"].value) if isinstance(read, Filled) else None


def _which_number(said: AtQuestion) -> Heard | None:
    """Say where the number stands to who asks, and does not know it: 「番号の紙はどれですか。知りません」."""
    if not said.asks or LEFT_OUT.search(said.text):
        return None
    topics = [one.about for one in said.meaning.also if one.intention is Intention.QUESTION]
    named = next((one for one in topics if one in WHICH_NUMBER), None)
    return Heard((answers.answer_to(named, said.seen.facts),)) if named else None


def _names_days(said: AtQuestion) -> bool:
    """Leave days to the question for them, unless something else is wanted for certain; 「木曜に戻して」 names one."""
    if said.meaning.intention is Intention.BACK and "when" in said_of_days(said.text, said.seen.facts):
        return True
    if said.meaning.intention is Intention.WAIT and said.flow.name == "wait" and span_in(said.text, said.seen.facts):
        return True  # of who is about to wait already
    return not said.meaning.live or said.meaning.intention not in WANTED_FOR_CERTAIN


def _beside_answers(said: AtQuestion) -> Meant | None:
    intention = said.meaning.intention
    if said.question.name in DETAILS and intention is Intention.QUESTION:
        remarks = said.reads_a_value and not said.is_no_statement
        return None if remarks else _with_an_answer(said) or _to_a_question(said)
    if said.question.name in WHEN | {"days", "parts"} and _names_days(said):
        return _days_at_a_list(said)
    if said.question.name in DETAILS and said.reads_a_value:
        return Heard((Say("heard.only_it"),)) if said.is_no_statement else None
    if said.question.name == "review" and intention is Intention.AVAILABILITY:
        return whether_free(said)
    if said.question.name == "review" and intention is Intention.DAY:
        return other_time(said, said.text)
    if intention is Intention.QUESTION:
        return _to_a_question(said)
    if said.question.name == "name" and intention is Intention.BOOK:
        return _name_beside_a_request(said)
    return other_intention(said)


def _name_beside_a_request(said: AtQuestion) -> Meant | None:
    """Take the name of who asks once more for what he is booking: 「山田太郎で予約をお願いします」."""
    result = said.question.read(said.text, said.seen)
    named = isinstance(result, Filled) and not any(NO_NAME & {*answer.value} for answer in result.answers.values())
    return result if named else other_intention(said)


def _days_at_a_list(said: AtQuestion) -> Meant | None:
    """Read days; only what names none is taken for what else it says."""
    if said.meaning.intention is Intention.DAY:
        return _outside_hours(said)
    result = said.question.read(said.text, said.seen)
    if not isinstance(result, Again) or not result.say.key.endswith(".unclear"):
        return None
    if said.meaning.intention is Intention.AVAILABILITY:
        return NOTHING
    return _to_a_question(said) if said.meaning.intention is Intention.QUESTION else other_intention(said)


def _outside_hours(said: AtQuestion) -> Result | None:
    """Say why the time that stands in a longer sentence can not be had: 「仕事のあとだから18時とか」."""
    if said.question.name != "time" or said.meaning.values.keys() != {"when"}:
        return None
    result = said.question.read(said.meaning.values["when"], said.seen)
    return result if isinstance(result, Again) and result.say.key.endswith(".outside_hours") else None


def _with_an_answer(said: AtQuestion) -> Meant | None:
    """Take the answer that stands beside a question, and answer the question: 「田中です。お金はかかりますか」."""
    beside = said.beside()
    is_name = NAMES_ONESELF.search(beside) or (ALL_KANJI.fullmatch(beside) and not NO_NAME & {*beside})
    if not beside or (said.question.name == "name" and not is_name):
        return None
    only = replace(
        said, text=beside, meaning=understand_by_rules(beside, Stage(said.question.name), said.seen.facts.lexicon)
    )
    if only.meaning.intention not in (Intention.UNKNOWN, Intention.DETAIL) or only.is_no_statement:
        return None
    result = said.question.read(clean(beside), said.seen)
    told = answers.answer_to(said.meaning.about, said.seen.facts)
    return replace(result, echo=replace(told, options=())) if isinstance(result, Filled) else None


def _to_a_question(said: AtQuestion) -> Heard:
    """Answer a question from what the office says of itself; while correcting, what the last word does there."""
    if said.meaning.about == "applying" and said.flow.name == "correct":
        return Heard((Say("heard.correcting"),))
    of_the_telephone = said.question.name == "telephone" and not JOB_SEEKER.search(said.text)
    about = "telephone_form" if of_the_telephone and said.meaning.about in NUMBER_TOPICS else said.meaning.about
    return Heard((answers.answer_to(about, said.seen.facts),))
