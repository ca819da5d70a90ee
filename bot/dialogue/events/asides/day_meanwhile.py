"""A day that is wished for, changed or ruled out while another question is open, alone or beside the answer to it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.booking.text import compatible
from bot.dialogue.events.at_question import AtQuestion, Meant, title_of
from bot.dialogue.events.beside_the_answer import help_told_early
from bot.dialogue.events.other_data import other_time
from bot.dialogue.events.review.several_at_review import CLAUSES, LEAD
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.outside_flows.same_day import closed_already
from bot.dialogue.questions.details_link import DETAILS
from bot.dialogue.questions.kinds import Filled, Question, Seen, Switch
from bot.dialogue.questions.named_choice import named_choice
from bot.dialogue.questions.offered_times import is_named_by
from bot.dialogue.questions.prefill import beside_what_is_held
from bot.dialogue.questions.start_times import chosen_start
from bot.dialogue.questions.when_said.days_said import named_by, said_of_days
from bot.dialogue.reading import clean, say_day
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Stage, understand

Reader = Callable[[str, Flow, Seen], Meant | None]
# Questions between the terms and the day, at which a day may be told that is asked for later.
BEFORE_THE_DAY = frozenset({"name", "number", "telephone", "email", "purpose", "support", "language"})
SURELY_A_DAY = re.compile(r"\d|曜|[来翌今]週|今日|明日|明後日|あした|あさって")
# All that may stand beside a day that is plainly wished for.
BESIDE_A_WISH = re.compile(
    r"(?:すみません|すいません|あの|あっ?|ああ|えっ?と|えーと|やっぱり?|やはり|では|じゃあ?|それでは|あと|ちなみに|(?:できれ|でき|出来)(?:ば|たら)|可能(?:なら|であれば)"
    r"|どこか|第[一二]?|ご?希望日時?|希望|日時|日にち|日程|日付|時間|時刻|(?:の?開始)|予約|相談|面談|お?願い(?:いた|致)?(?:します|したい|申し上げます|できますか)?|おねがい(?:します|したい)?"
    r"|いたします|致します|しています|してます|した[いく]|します|させて|いい|良い|よい|よろしい|都合|大丈夫|[変か]え(?:て|たい|ます|てもらえますか|られますか)?|変更|直し(?:て|たい)|訂正"
    r"|ください|下さい|くださいませ|いただ(?:けますか|きたい)|もらえますか|取りたい|行きたい|行けます|して|し|です|でした|ます|なん|だ|ので|んで|けど|が|は|を|に|で|の|へ|から|と|か|も|ね|よ|な|頃|ごろ"
    r"|思います|思って(?:い)?ます|ほしい|欲しい|[、。,.!！~〜ー…\s]+)"
)
# Left to us, and named by nothing: 「いつでもいいです」, 「一番早いので」.
ANY = re.compile(
    r"(?:日にち|日程|日時|時間)?は?、?(?:いつでも|何時でも|いつだって|どの日でも|平日なら|(?:一番|いちばん)早い|最短|なるべく早[いくめ]|早い(?:ほう|方))[^、。?？]{0,14}[。！!]?"
)
NONE_FIRST = re.compile(r"(?:特に)?(?:なし|無し|ない|いらない|いりません|不要|必要(?:ない|ありません))(?:です)?[、。]")
CLAUSES_OR_A_DATE = re.compile(
    rf"{CLAUSES.pattern}|(?<=[0-9０-９A-Za-zぁ-ん一-龥])\s+(?=[0-9０-９]{{1,2}}(?:[月/／]|日(?![間前後目]))|再?来週|今週|明[日後]|[月火水木金]曜)"
)
# Who wants nothing of it in the end: 「7日に変えたいです。やっぱりいいです」.
LETS_IT_BE = re.compile(
    r"(?:やっぱり?|やはり|いや)[、。\s]*(?:いい|大丈夫|だいじょうぶ|結構|やめ|なし|(?:そ|こ|今|いま|元|もと|最初|前)の(?:まま|日|時間)|そのまま|このまま)[^、。]{0,6}[。]?$"
)


def day_meanwhile(said: AtQuestion) -> Filled | Switch | Heard | None:
    """Keep a day or time that is wished for before it is asked for, and say so; the open question stays."""
    day, time, facts = said.flow.question("day"), said.flow.question("time"), said.seen.facts
    answers_first = said.question.name == "support" and NONE_FIRST.match(said.text)
    if said.question.name not in BEFORE_THE_DAY or not day or not time or answers_first:
        return None
    told = said_of_days(said.text, facts)
    if "when" in told and LETS_IT_BE.search(said.text):
        return Heard((Say("lobby.kept"),)) if "time" in said.seen.conversation.answers else None
    if "except" in told:
        if not all(said_of_days(one, facts) for one in _clauses(said.text)):
            return None
        return _instead_of_it(said, time, told["except"], told.get("when", "")) or _asked_later(said, time)
    if told.keys() - {"alternatives"} != {"when"}:
        return _asked_later(said, time)
    rest = compatible(said.text)
    for phrase in told["when"].split("、"):
        rest = rest.replace(phrase, "", 1)
    if BESIDE_A_WISH.sub("", rest) or (said.question.name == "name" and not SURELY_A_DAY.search(told["when"])):
        return None
    closed = closed_already(said.text, said.meaning, facts)
    return Heard((replace(closed, options=()),)) if closed else _kept(said, said.text)


def _asked_later(said: AtQuestion, time: Question) -> Heard | None:
    """Say that days are asked about later, to who rules some out or leaves the choice to us."""
    if said.question.name not in DETAILS or said.asks or said.reads_a_value:
        return None
    vague = ANY.fullmatch(said.text.strip()) or said_of_days(said.text, said.seen.facts).keys() & {"except", "earliest"}
    if not vague or (said.question.name == "name" and not (ANY.search(said.text) or SURELY_A_DAY.search(said.text))):
        return None
    return Heard((Say("heard.asked_later", {"title": title_of(time, said.seen)}),))


def _kept(said: AtQuestion, wish: str) -> Filled | Switch | None:
    """Keep what is wished for, in place of what was kept before."""
    day, time = said.flow.question("day"), said.flow.question("time")
    facts, talk = said.seen.facts, said.seen.conversation
    if not day or not time:
        return None
    if "time" in talk.answers:
        result = other_time(said, wish)
        return result if isinstance(result, Filled | Switch) else None
    read = time.read(wish, said.seen)
    if not isinstance(read, Filled):
        later = Say("heard.asked_later", {"title": title_of(time, said.seen)})
        held = beside_what_is_held(wish, "day", said.seen)
        return Filled({}, later, holds={"day": held}) if named_by(wish, facts.free, facts) else None
    shown = time.row(said.with_conversation(talk.answered(read.answers))) if "time" in read.answers else None
    shown = shown or say_day(date.fromisoformat(read.answers["day"].value))
    key = "heard.changed" if "day" in talk.answers else "heard.kept"
    return replace(read, echo=Say(key, {"title": title_of(time, said.seen), "value": shown}))


def _instead_of_it(said: AtQuestion, time: Question, out: str, wish: str) -> Filled | Switch | None:
    """Take the time back that is kept where it is ruled out, for another that is named, or to be asked in its turn."""
    chosen, facts = said.seen.conversation.answers.get("time"), said.seen.facts
    if not chosen or said.asks or not any(is_named_by(one, chosen_start(chosen), facts) for one in out.split("、")):
        return None
    if wish and (kept := _kept(said, wish)):
        return kept
    later = Say("heard.asked_later", {"title": title_of(time, said.seen)})
    return Filled({}, later, drop=("day", "time"))


def day_beside(said: AtQuestion, read: Reader) -> Filled | Switch | None:
    """Keep a day that is told in one text with the answer to the open question: 「日にちは7日に。メールは…」."""
    clauses = _clauses(said.text)
    if said.question.name not in BEFORE_THE_DAY or len(clauses) < 2 or LETS_IT_BE.search(said.text):
        return None
    day, now, others = None, said, list[str]()
    for clause in clauses:
        one = _only(clause, now)
        kept = help_told_early(one) or day_meanwhile(one)
        if isinstance(kept, Filled | Switch):
            day = kept if day is None else replace(kept, answers={**day.answers, **kept.answers})
            drop = () if kept.answers else kept.drop
            now = replace(now, seen=now.with_conversation(now.seen.conversation.answered(kept.answers, drop)))
        else:
            others.append(clause)
    if day is None:
        return None
    answer = _answer("、".join(others), now, read)
    if not answer:
        return day
    told, several = {**day.answers, **answer.answers}, said.flow.several
    seen = said.with_conversation(said.seen.conversation.answered(told))
    shown = several.understood(seen, told) if several and len(answer.answers) > 1 else None
    return replace(day, answers=told, echo=shown) if shown and isinstance(day, Filled) else replace(day, answers=told)


def _clauses(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (LEAD.sub("", one.strip()) for one in CLAUSES_OR_A_DATE.split(text))))


def _only(clause: str, said: AtQuestion) -> AtQuestion:
    """Give one part of a text as said by itself."""
    return replace(said, text=clause, meaning=understand(clause, Stage(said.question.name), said.seen.facts.lexicon))


def _answer(text: str, said: AtQuestion, read: Reader) -> Filled | None:
    """Read what stands beside the day as the answer to the open question."""
    if not text:
        return None
    labels = [(Tap.decode(load), label) for load, label in said.seen.conversation.labels]
    named = [tap.value for tap, label in labels if tap.question == said.question.name and label == text.rstrip("で")]
    choice = named[0] if named else named_choice(text, said.question.name, said.seen.facts.lexicon)
    result = said.question.take(choice, said.seen) if choice else read(text, said.flow, said.seen)
    if result is None and said.flow.several:
        result = said.flow.several.read(text, said.seen, fewest=1)
    if result is None and said.question.name != "name":
        result = said.question.read(clean(text), said.seen)
    return result if isinstance(result, Filled) else None
