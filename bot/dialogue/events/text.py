"""What a typed text may mean, in the order in which that is looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.booking.schedule.opening import TOKYO, today
from bot.dialogue.conversation import Conversation
from bot.dialogue.events.answer import answered, asked_again
from bot.dialogue.events.asides.after_despair import after_despair, is_after_despair
from bot.dialogue.events.asides.not_by_telephone import not_by_telephone
from bot.dialogue.events.asides.right_after import another_time_right_after, right_after
from bot.dialogue.events.asides.wished_besides import with_what_is_left
from bot.dialogue.events.asked_back import HELD, LOAD, AskedBack, YesOrNo, takes_it
from bot.dialogue.events.at_question import STOP
from bot.dialogue.events.button import on_button, within_the_offer
from bot.dialogue.events.command import NAMES_THE_BOOKING, on_command, started
from bot.dialogue.events.draft import begin_message, on_text_of_a_draft, without_draft
from bot.dialogue.events.in_other_words.beside_the_style import with_what_is_told
from bot.dialogue.events.keeping import is_last_word
from bot.dialogue.events.named_time import as_it_stands, whether_then, with_the_time
from bot.dialogue.events.open_question import asking, open_flow, reminded, showing
from bot.dialogue.events.review.back_to_the_card import back_to_the_card
from bot.dialogue.events.typed_answer import on_typed_answer
from bot.dialogue.events.while_asked import answers_here
from bot.dialogue.flows import FLOWS, offer, rebook
from bot.dialogue.flows.book import DAY
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import (
    after_the_day,
    answers,
    on_the_day,
    staff_message,
    understood,
    welcome,
)
from bot.dialogue.outside_flows.after_the_day import how_it_went
from bot.dialogue.outside_flows.refusal import refused
from bot.dialogue.outside_flows.same_day import at_once, closed_already
from bot.dialogue.outside_flows.stage import meant_booking, stage_of
from bot.dialogue.questions.kinds import Filled, Seen
from bot.dialogue.questions.offered_times import (
    agrees,
    asked_about,
    days_beside,
    is_named_by,
    names_a_time,
    says_that_he_cannot,
    says_that_none_fits,
)
from bot.dialogue.questions.waitlist_days import names_any_time, span_in
from bot.dialogue.questions.when_said.days_said import names_a_date, said_of_days, time_alone
from bot.dialogue.questions.when_said.from_what_stands import in_its_week
from bot.dialogue.questions.when_said.in_place_of import without_the_former
from bot.dialogue.reading import clean, read_choice
from bot.dialogue.reading.handed_on import calls_message_off, told_in_one_breath
from bot.dialogue.route import Command, command_of
from bot.dialogue.turn import Facts, Say, SetStyle, Turn
from bot.dialogue.understanding import ACTING, Intention, Meaning, Stage, Sureness, Utterance
from bot.dialogue.understanding.scope import is_question
from bot.dialogue.words import Words

LONGEST_REPHRASING = 30  # characters; a longer text may ask for other words and tell answers
PART_OF_THE_DAY = re.compile(r"の?(?:午前中?|午後|朝|お?昼|夕方)$")
LONGEST_CALLING_OFF = 15  # characters; a longer text that cancels may be a message
DAY_ASKED = "day_asked"  # held: the day about which somebody with a booking asked
# Who tells his data one by one before he says that he wants to book.
LABELLED = re.compile(r"(?:お?名前|氏名|求職番号|電話(?:番号)?|携帯|メール(?:アドレス)?)(?:は|[:：]|[ \u3000])\s*\S")
KIND_PICTURES = re.compile("[👍👌🙏🙇😊🙂😄😀😁☺💕❤✨🎉🥰👏♀♂\U0001f3fb-\U0001f3ff\u200d\ufe0e\ufe0f\\s]+")
HOUR = re.compile(r"[時:]")
ASKS_LEAVE = re.compile(
    r"予約[をは]?(?:(?:し|取り|とり|入れ)たい(?:んです|のです|です)?(?:けれど|けど|が)も?|しても|して)?、?(?:今|いま)?(?:[はもで]|から)?、?"
    r"(?:大丈夫|いい|可能|よろしい)(?:です|でしょう)か[?？。]*"
)
A_LANGUAGE_HELP = re.compile(r"通訳|つうやく")  # asks for more than plain words
MISSED = "outside"  # among the tries: texts in a row that were not understood outside of any flow
BESIDE_AN_OFFER = frozenset({Intention.CORRECT, Intention.CANCEL, Intention.MOVE})
# Another time in place of the one that one has: 「時間は同じで8日に」, 「キャンセルして4日の10時に取り直したい」.
KEEPS_THE_TIME = re.compile(r"(?:時間|時刻)は、?(?:同じ|おなじ|そのまま|このまま|変えずに)|同じ(?:時間|時刻)")
BOOKS_ANEW = re.compile(
    r"(?:キャンセル|取り?消し?|取り下げ|取りやめ)(?:し?て|で)?、?[^。]{0,16}?(?:直し?[たまてを]|で?お願い|に(?:して|変|した)|希望|がいい|取りたい)"
)
BELIEVED = re.compile(r"(?:と|って)(?:ばかり)?(?:思|おも)(?:って|い込んで|いこんで)(?:い|お)?(?:た|ました)")
LATER_ON = re.compile(r"また|改めて|あらため|あとで|後で|連絡|理由")
MAY_IT_BE = re.compile(r"でも(?:いい|良い|よい|大丈夫|構いませ|かまいませ|よろしい)[^、。]{0,6}か[?？。]?$")
ALL_BUT_A_DAY = re.compile(
    r"[をは]避け(?:たい|て)|(?:以外|いがい|(?:じゃ|では)ない(?!です))(?:の?(?:日|曜日))?(?:に(?:し(?:たい|て)|変|でき)|が(?:いい|良い|よい)|で(?!す(?:か|よね)|、?(?:空|あ[いき]))|を?希望)"
)
ANOTHER_TIME = re.compile(r"(?:別|違う|ちがう|ほか|他)の?(?:時間|時刻)(?:帯)?")
A_SLIP = re.compile(r"間違|まちが|にしたかった|のつもり(?:だった|でした)")
MAY_BE_A_TIME = frozenset(
    {Intention.UNKNOWN, Intention.DAY, Intention.AVAILABILITY, Intention.MOVE, Intention.CORRECT, Intention.ABSENT}
)
OF_OFFERED_TIMES = frozenset(
    {Intention.DAY, Intention.AVAILABILITY, Intention.WHEN_IS_IT, Intention.UNKNOWN, Intention.IN_TIME}
)
BESIDE_NO_CALL = frozenset(
    {Intention.UNKNOWN, Intention.NO, Intention.NONE, Intention.TROUBLE, Intention.QUESTION, Intention.ANSWER}
)
OF_THE_BOOKING = frozenset({Intention.CANCEL, Intention.MOVE})  # begun at once, whoever is to be told of it
NO_DATA = frozenset({Intention.CANCEL, Intention.MOVE, Intention.BOOK_FOR_OTHER, Intention.LEAVE_LIST, Intention.WAIT})


@dataclass(frozen=True)
class _Typed:
    """A text, and what it means where no question is open."""

    seen: Seen

    @property
    def text(self) -> str:
        return self.seen.incoming.text

    @cached_property
    def utterance(self) -> Utterance:
        facts = self.seen.facts
        return Utterance.of(self.text, stage_of(facts), facts.lexicon)

    @property
    def meaning(self) -> Meaning:
        return self.utterance.meaning


def on_text(seen: Seen) -> Turn:
    """Answer a typed text by the first of its possible meanings that applies."""
    typed = _Typed(seen)
    turn = next(filter(None, (meaning(typed) for meaning in MEANINGS_OF_A_TEXT)))
    return with_what_is_left(turn, seen, seen.conversation)


def _label_of_a_button(typed: _Typed) -> Turn | None:
    seen = typed.seen
    shown = next((load for load, label in seen.conversation.labels if label == typed.text.strip()), "")
    return on_button(seen, Tap.decode(shown)) if open_flow(seen) and shown else None


def _answer_to_what_was_asked_back(typed: _Typed) -> Turn | None:
    """Do what a yes or a no to the last question back stands for; ask it again where it is neither for sure."""
    seen = typed.seen
    asked, flow = AskedBack.held_in(seen.conversation), open_flow(seen)
    answer = asked.answered_by(seen) if asked else None
    if not asked or not answer:
        return None
    if answer is YesOrNo.UNCLEAR and asked.key == STOP.say.key and flow:
        return asked_again(seen, flow, STOP)
    words = {YesOrNo.YES: asked.yes, YesOrNo.NO: asked.no, YesOrNo.UNCLEAR: asked.led_here}[answer]
    return _as_typed(seen, words)


def _as_typed(seen: Seen, words: str) -> Turn:
    """Go on as if other words had been typed, or the button of that load pressed."""
    plain = replace(seen, conversation=seen.conversation.not_holding(HELD))
    if words.startswith(LOAD):
        return on_button(plain, Tap.decode(words))
    return on_text(replace(plain, incoming=replace(seen.incoming, text=words)))


def _word_of_the_day(typed: _Typed) -> Turn | None:
    """Note that somebody is absent, late or in trouble, also while a question is open; or why he stayed away."""
    seen = typed.seen
    if not meant_booking(seen.facts):
        return None
    was_asked = on_the_day.ASKED_WHETHER in seen.conversation.held and not open_flow(seen)
    heard = on_the_day.answer_whether(seen.incoming, seen.facts) if was_asked else None
    heard = heard or on_the_day.heard(typed.meaning, seen.incoming, seen.facts)
    if not heard and not open_flow(seen):
        heard = after_the_day.heard(typed.meaning, seen.incoming, seen.facts)
    if heard and typed.meaning.intention is Intention.DESPAIR:  # no question comes right behind
        return Turn(seen.conversation, heard.says, heard.effect)
    return replace(reminded(seen, *heard.says), effect=heard.effect) if heard else None


def _after_despair(typed: _Typed) -> Turn | None:
    return after_despair(typed.seen, typed.meaning) if is_after_despair(typed.seen) else None


def _stop_or_cancel(typed: _Typed) -> Turn | None:
    """Ask who calls a message for staff off by a word that cancels a booking, too, which of them is meant."""
    seen = typed.seen
    if not seen.conversation.draft or not seen.facts.booking or NAMES_THE_BOOKING.search(typed.text):
        return None
    is_short = len(typed.text) <= LONGEST_CALLING_OFF and typed.meaning.intention is Intention.CANCEL
    if not (is_short and typed.meaning.live) and command_of(typed.text, seen.facts.words) is not Command.CANCEL:
        return None
    return Turn(seen.conversation, (staff_message.stop_or_cancel(),))


def _message_for_staff(typed: _Typed) -> Turn | None:
    """Take a text for the message that is being written; what begins something else gives it up, and says so."""
    seen, command = typed.seen, command_of(typed.text, typed.seen.facts.words)
    if not seen.conversation.draft and not command and (turn := _of_a_message(typed)):
        return turn
    turn = on_text_of_a_draft(seen, command)
    if turn or not command or not seen.conversation.draft or command in staff_message.BESIDES:
        return turn
    turn = on_command(without_draft(seen), command)
    return replace(turn, says=(*staff_message.stopped().says, *turn.says))


def _of_a_message(typed: _Typed) -> Turn | None:
    """Begin a message that is told with the wish to leave it; tell who takes one back how that is done."""
    seen = typed.seen
    if calls_message_off(typed.text):
        return reminded(seen, staff_message.taken_back(seen.facts))
    acts = typed.meaning.intention in OF_THE_BOOKING and typed.meaning.live and seen.facts.booking
    return begin_message(seen) if told_in_one_breath(typed.text) and not acts else None


def _left_as_it_stood(typed: _Typed) -> Turn | None:
    """Go back to the card with what stood on it, for who leaves as it is what is asked for again."""
    seen, flow = typed.seen, open_flow(typed.seen)
    command = command_of(typed.text, seen.facts.words)
    left = back_to_the_card(seen.conversation, flow, typed.text, command) if flow else None
    return asking(seen, left, flow) if flow and left else None


def _word_that_works_anywhere(typed: _Typed) -> Turn | None:
    seen, flow = typed.seen, open_flow(typed.seen)
    command = command_of(typed.text, seen.facts.words)
    if command is Command.THANKS and flow and answers_here(typed.text, flow, seen):
        return None
    if flow and is_last_word(typed.text, flow, seen):
        return None
    return on_command(seen, command) if command else None


def _other_style(typed: _Typed) -> Turn | None:
    """Change the style within a flow, where a short text asks for it."""
    flow, is_short = open_flow(typed.seen), len(typed.text) <= LONGEST_REPHRASING
    is_short = is_short and not A_LANGUAGE_HELP.search(typed.text)
    if not flow or not is_short or Intention.EASY not in typed.utterance.near:
        return None
    meaning = typed.utterance.certain
    if not meaning or meaning.intention is not Intention.EASY or not meaning.acts:
        return None
    wanted = understood.EASY_OR_NOT.get(meaning.about)
    if not wanted or not wanted.command:
        return None
    return on_command(with_what_is_told(typed.seen, flow, typed.text), wanted.command)


def _answer_to_a_question(typed: _Typed) -> Turn | None:
    flow = open_flow(typed.seen)
    if flow is offer.OFFER and typed.meaning.intention in BESIDE_AN_OFFER and typed.meaning.acts:
        return _as_understood(typed)
    return on_typed_answer(typed.seen, flow, typed.text) if flow else None


def _only_a_picture(typed: _Typed) -> Turn | None:
    """Answer a thumb up, or a smile, as the kind word that it is."""
    is_kind = KIND_PICTURES.fullmatch(typed.text) and not open_flow(typed.seen)
    return on_command(typed.seen, Command.THANKS) if is_kind else None


def _right_after(typed: _Typed) -> Turn | None:
    return right_after(typed.seen, typed.meaning)


def _another_time_right_after(typed: _Typed) -> Turn | None:
    return another_time_right_after(typed.seen, typed.meaning)


def _without_calls(typed: _Typed) -> Turn | None:
    """Tell who can't call that he needn't, unless he says something else for certain."""
    seen, meaning = typed.seen, typed.meaning
    if open_flow(seen) or is_question(typed.text, seen.facts.lexicon.spelling):
        return None
    other = meaning.sureness is Sureness.SURE and meaning.intention not in BESIDE_NO_CALL
    begun = stage_of(seen.facts) is Stage.BEGUN  # no time to correct what help is wished for
    if other and not (begun and meaning.intention is Intention.CORRECT and meaning.about == "support"):
        return None
    heard = on_the_day.without_calls(seen.incoming, seen.facts)
    return Turn(seen.conversation, heard.says, heard.effect) if heard else None


def _not_by_telephone(typed: _Typed) -> Turn | None:
    seen = typed.seen
    told = None if open_flow(seen) else not_by_telephone(typed.text, typed.meaning, seen.facts)
    return Turn(seen.conversation, (told,)) if told else None


def _whether_then(typed: _Typed) -> Turn | None:
    """Put right who believes that his consultation is at another time, or was moved: 「16時からですよね」."""
    stands = None if open_flow(typed.seen) else as_it_stands(typed.text, typed.seen.facts)
    if stands:
        return Turn(typed.seen.conversation, (stands,))
    said = whether_then(typed.text, typed.seen.facts) if len(typed.text) <= LONGEST_REPHRASING else None
    return Turn(typed.seen.conversation, (said,)) if said else None


def _whole_request(typed: _Typed) -> Turn | None:
    """Begin to book with what a message tells already; None when it does not tell enough."""
    seen, meaning, several = typed.seen, typed.meaning, FLOWS["book"].several
    if seen.facts.booking or not several or not _may_hold_data(meaning):
        return None
    fresh = seen.conversation.opened("book", welcome.conversation_id(seen.incoming))
    begun = replace(seen, conversation=fresh)
    is_enough = meaning.intention is Intention.BOOK or _tells_one_by_one(typed)
    result = several.read(typed.text, begun, fewest=1 if is_enough else 2)
    if result and seen.facts.refused:
        return refused(seen.conversation, seen.facts)
    if isinstance(result, Filled) and rebook.may(seen.facts.known) and {*result.answers} <= {"day", "time"}:
        return with_the_time(seen, started(seen, FLOWS["book"]), typed.text)
    return answered(begun, FLOWS["book"], result) if result else None


def _tells_one_by_one(typed: _Typed) -> bool:
    """Say whether a text is one piece of data behind its label, of who begins to book with it."""
    facts = typed.seen.facts
    is_told = LABELLED.match(typed.text) and not is_question(typed.text, facts.lexicon.spelling)
    return bool(is_told) and not facts.known


def _asks_leave(typed: _Typed) -> Turn | None:
    """Begin to book for who asks whether he may: 「予約したいんですけど今大丈夫ですか」."""
    facts = typed.seen.facts
    if facts.booking or facts.wish or not ASKS_LEAVE.fullmatch(typed.text.strip()):
        return None
    return on_command(typed.seen, Command.BOOK)


def _at_once(typed: _Typed) -> Turn | None:
    """Say whether it is possible to who wants to talk at once, or on a day that is closed already."""
    seen, facts = typed.seen, typed.seen.facts
    said = None
    if not facts.booking and not facts.wish:
        said = at_once(typed.text, typed.meaning, facts) or closed_already(typed.text, typed.meaning, facts)
    if not said:
        return None
    return refused(seen.conversation, facts) if facts.refused else Turn(seen.conversation, welcome.with_menu((said,)))


def _any_time(typed: _Typed) -> Turn | None:
    """Begin to book, with the days that somebody would take held until a time is asked for."""
    facts, meaning = typed.seen.facts, typed.meaning
    if meaning.intention not in (Intention.DAY, Intention.BOOK, Intention.UNKNOWN) or _is_turned(meaning):
        return None
    if facts.booking or facts.wish or not names_any_time(typed.text, facts):
        return None
    if facts.refused:
        return refused(typed.seen.conversation, facts)
    turn = started(typed.seen, FLOWS["book"])
    held = turn.conversation.holding(DAY.name, typed.text)
    return replace(turn, conversation=held, says=(Say("book.any_time"), *turn.says))


def _another_time(typed: _Typed) -> Turn | None:
    """Begin to move for who says which time of the booking is wrong, and which is right: 「2時じゃない、3時」."""
    facts, booking, text = typed.seen.facts, typed.seen.facts.booking, typed.text
    if not booking or open_flow(typed.seen) or stage_of(facts) not in (Stage.REQUESTED, Stage.CONFIRMED):
        return None
    if other := _in_place_of_the_booking(typed):
        return with_the_time(typed.seen, on_command(typed.seen, Command.CHANGE), other)
    if typed.meaning.intention not in MAY_BE_A_TIME or is_question(text, facts.lexicon.spelling):
        return None
    if BELIEVED.search(text):
        return None
    told = said_of_days(text, facts)
    when = days_beside(told.get("when", ""), booking.start, facts)
    wrong = [one for one in told.get("except", "").split("、") if one]
    is_former = without_the_former(text, booking.start, facts) != text
    is_wrong = is_former or any(is_named_by(one, booking.start, facts) for one in wrong)
    if not when or not (is_wrong or (not wrong and A_SLIP.search(text))):
        return None
    when = in_its_week(when, today(booking.start), typed.seen) if is_wrong else when
    return with_the_time(typed.seen, on_command(typed.seen, Command.CHANGE), when)


def _in_place_of_the_booking(typed: _Typed) -> str:
    """Give the time that is wished for in place of that of the booking, "" where none is told in these words."""
    facts, booking, text, intention = typed.seen.facts, typed.seen.facts.booking, typed.text, typed.meaning.intention
    if not booking or typed.meaning.negated:
        return ""
    told = said_of_days(text, facts)
    when = days_beside(told.get("when", ""), booking.start, facts)
    if BOOKS_ANEW.search(text) and not LATER_ON.search(text):
        return when
    if intention is Intention.CANCEL:
        return ""
    if intention not in MAY_BE_A_TIME | {Intention.KEEP} or (
        typed.meaning.sureness is Sureness.SURE and intention is Intention.UNKNOWN
    ):
        return ""
    if KEEPS_THE_TIME.search(text) or (MAY_IT_BE.search(text) and intention is Intention.UNKNOWN):
        return when
    if ALL_BUT_A_DAY.search(text) and "when" not in told:
        return text
    here = booking.start.astimezone(TOKYO)
    named = ANOTHER_TIME.sub("", told.get("when", "")).strip("の、")
    is_of_its_day = not named or is_named_by(named, booking.start, facts)
    wants = ANOTHER_TIME.search(text) and is_of_its_day and not is_question(text, facts.lexicon.spelling)
    return f"{here.month}月{here.day}日" if wants else ""


def _as_understood(typed: _Typed) -> Turn | None:
    """Answer what the text means; what it asks besides is answered first."""
    seen, facts, meaning = typed.seen, typed.seen.facts, typed.meaning
    heard = None if _may_be_of_the_day(meaning, stage_of(facts)) else understood.heard(meaning, facts)
    if not heard:
        return None
    if heard.command is Command.BOOK and _is_an_option(typed.text, facts.words):
        return reminded(seen, answers.answer_to("how_to_use", facts))
    if meaning.intention is Intention.EASY and not heard.command and _books_in_plain_words(meaning, facts):
        return _in_plain_words(seen)
    besides = tuple(one for one in understood.besides(meaning, facts) if one not in heard.says)
    if heard.command:
        turn = on_command(seen, heard.command)
        left_to_us = typed.text if meaning.values.keys() & {"earliest", "any"} else ""
        named = heard.when or heard.command is Command.CHANGE
        turn = with_the_time(seen, turn, heard.when or left_to_us) if named else turn
        return replace(turn, says=(*besides, *turn.says))
    talk = _holding_the_day(seen.conversation, meaning, facts)
    return Turn(talk, welcome.with_menu((*besides, *heard.says)), heard.effect)


def _books_in_plain_words(meaning: Meaning, facts: Facts) -> bool:
    """Say whether somebody wishes to book who tells as well that he knows little Japanese."""
    wishes = any(one.intention is Intention.BOOK and one.live for one in meaning.also)
    return wishes and not facts.words.easy and not facts.booking and not facts.wish


def _in_plain_words(seen: Seen) -> Turn:
    """Begin to book, in plainer words from this answer on."""
    easy = replace(seen, facts=replace(seen.facts, words=seen.facts.words.in_style(easy=True)))
    turn = on_command(easy, Command.BOOK)
    return replace(turn, says=(Say("style.now"), *turn.says), effect=SetStyle(True))


def _holding_the_day(talk: Conversation, meaning: Meaning, facts: Facts) -> Conversation:
    """Hold the day that is asked about beside the one that is booked: a time that follows is one on it."""
    booking, when = facts.booking, meaning.values.get("when", "")
    if meaning.intention not in (Intention.DAY, Intention.AVAILABILITY):
        return talk
    other = days_beside(when, booking.start, facts) if booking else when
    is_a_day = names_a_date(PART_OF_THE_DAY.sub("", other), facts) and not HOUR.search(other)
    return talk.holding(DAY_ASKED, other) if is_a_day else talk


def _of_the_days_waited_for(typed: _Typed) -> Turn | None:
    """Say what is free, or how one comes to wait for other days, to who names some in words that no rule knows."""
    facts = typed.seen.facts
    is_known = typed.meaning.sureness is Sureness.SURE or facts.booking or not facts.wish
    if is_known or open_flow(typed.seen) or not span_in(typed.text, facts):
        return None
    told = understood.heard(Meaning(Intention.DAY, values={"when": typed.text}), facts)
    return Turn(typed.seen.conversation, welcome.with_menu(told.says)) if told else None


def _on_the_day_asked_about(typed: _Typed) -> Turn | None:
    """Begin to move to the day that was asked about before: 「9日は空いてますか」, 「14時で」 or 「そっちに変えて」."""
    seen, facts = typed.seen, typed.seen.facts
    day, since = seen.conversation.held.get(DAY_ASKED, ""), seen.conversation.asked_at
    lately = since is not None and facts.now - since < welcome.PAUSE
    if not day or not lately or open_flow(seen):
        return None
    if _takes_the_day(typed):
        if facts.booking:
            return with_the_time(seen, on_command(seen, Command.CHANGE), day)
        return on_text(replace(seen, incoming=replace(seen.incoming, text=f"{day}で予約したい")))
    day, when = PART_OF_THE_DAY.sub("", day), said_of_days(typed.text, facts).get("when", "")
    clock = time_alone(when, facts) if when else None
    if not clock or typed.meaning.intention not in MAY_BE_A_TIME | {Intention.IN_TIME}:
        return None
    if not facts.booking:
        return on_text(replace(seen, incoming=replace(seen.incoming, text=typed.text.replace(when, f"{day}の{when}"))))
    return with_the_time(seen, on_command(seen, Command.CHANGE), f"{day}の{clock:%H:%M}")


def _takes_the_day(typed: _Typed) -> bool:
    """Say whether the day that was asked about is taken by a word that points at it."""
    wishes = typed.meaning.intention in MAY_BE_A_TIME | {Intention.IN_TIME, Intention.YES, Intention.BOOK}
    asks = is_question(typed.text, typed.seen.facts.lexicon.spelling)
    return wishes and not typed.meaning.negated and not asks and takes_it(typed.text)


def _said_of_an_offer(typed: _Typed) -> Turn | None:
    """Take what is said of the times that staff offered for an answer to them, before it begins anything else."""
    seen, flow = typed.seen, open_flow(typed.seen)
    if flow not in (None, offer.OFFER) or stage_of(seen.facts) is not Stage.OFFERED or not offer.name_of(seen.facts):
        return None
    intention = typed.meaning.intention
    names = intention in OF_OFFERED_TIMES and names_a_time(typed.text, seen.facts)
    names = names or (intention is Intention.MOVE and offer.chooses(typed.text, seen.facts))
    if (
        not names
        and not asked_about(typed.text, seen.facts)
        and intention not in (Intention.NO, Intention.ABSENT)
        and not says_that_none_fits(typed.text, seen.facts)
    ):
        return None
    return on_typed_answer(seen, flow, typed.text) if flow else _answer_to_an_offer(typed)


def _answer_to_a_newer_offer(typed: _Typed) -> Turn | None:
    """Take for its answer what answers an offer that came after the open question: the newest message is meant."""
    seen, facts, text = typed.seen, typed.seen.facts, typed.text
    flow, name = open_flow(seen), offer.name_of(facts)
    if not name or flow in (None, offer.OFFER) or seen.conversation.draft:
        return None
    if seen.conversation.held.get(offer.KNOWN) == name or command_of(text, facts.words):
        return None
    within = within_the_offer(seen)
    shown = showing(within.conversation, offer.PICK.ask(within), facts.words)
    answers_it = (
        read_choice(text, shown.shown, shown.also)
        or offer.chooses(text, facts)
        or says_that_none_fits(text, facts)
        or says_that_he_cannot(text, facts)
        or agrees(text, facts)
    )
    return _answer_to_an_offer(typed) if answers_it else None


def _answer_to_an_offer(typed: _Typed) -> Turn | None:
    """Take a text as the answer to the times that staff offered."""
    facts = typed.seen.facts
    if not offer.name_of(facts):
        return None
    within = within_the_offer(typed.seen)
    shown = showing(within.conversation, offer.PICK.ask(within), facts.words)
    return on_typed_answer(replace(within, conversation=shown), offer.OFFER, typed.text)


def _not_understood(typed: _Typed) -> Turn:
    """Say so; the second time in a row, offer a person. Once the consultation has begun, staff are told at once."""
    talk, facts = typed.seen.conversation, typed.seen.facts
    if staff_message.reply_expected(facts):
        return Turn(talk.failed(MISSED), (staff_message.to_a_reply(facts),))
    booking, stage = meant_booking(facts), stage_of(facts)
    if booking and stage is Stage.BEGUN:
        heard = on_the_day.unread(booking, typed.meaning, typed.seen.incoming, facts)
        return Turn(talk.failed(MISSED), heard.says, heard.effect)
    if stuck := on_the_day.may_be_stuck(typed.meaning, typed.seen.incoming, facts):
        return Turn(talk.failed(MISSED), stuck.says, stuck.effect)
    if booking and stage is Stage.TODAY and MISSED not in talk.tries:
        return Turn(talk.failed(MISSED), (on_the_day.asked_what(),))
    if booking and stage is Stage.NO_SHOW:
        return Turn(talk.failed(MISSED), (how_it_went(booking, facts),))
    return welcome.not_understood(talk.failed(MISSED), typed.seen.facts, again=MISSED in talk.tries)


def _is_an_option(text: str, words: Words) -> bool:
    """Say whether a text chooses something in the flow that books: it may have come before what begins the flow."""
    labels = (key for key in words.texts if key.startswith("book.") and ".option." in key)
    return any(clean(text) in words.both(key) for key in labels if "{" not in words.texts[key])


def _may_be_of_the_day(meaning: Meaning, stage: Stage) -> bool:
    """Say whether a text may be a word of the day, and so is asked about as one or told to staff as it stands."""
    if stage is Stage.TODAY:
        is_unsure = meaning.sureness is Sureness.UNSURE
        return is_unsure and any(one.intention in ACTING | on_the_day.NOTED.keys() for one in meaning.candidates)
    doubtful = {Stage.BEGUN: (Sureness.UNSURE, Sureness.LIKELY), Stage.NO_SHOW: (Sureness.UNSURE,)}
    return meaning.sureness in doubtful.get(stage, ())


def _is_turned(meaning: Meaning) -> bool:
    return meaning.negated or meaning.asked or meaning.reported


def _may_hold_data(meaning: Meaning) -> bool:
    """Say whether a message may be the data for a booking; not where something else or nothing is wanted."""
    unsure = meaning.sureness is Sureness.UNSURE and meaning.intention is not Intention.UNKNOWN
    return not unsure and meaning.intention not in NO_DATA and not _is_turned(meaning)


# The last one answers everything.
MEANINGS_OF_A_TEXT: tuple[Callable[[_Typed], Turn | None], ...] = (
    _label_of_a_button,
    _answer_to_a_newer_offer,
    _answer_to_what_was_asked_back,
    _after_despair,
    _word_of_the_day,
    _stop_or_cancel,
    _message_for_staff,
    _said_of_an_offer,
    _left_as_it_stood,
    _word_that_works_anywhere,
    _other_style,
    _answer_to_a_question,
    _only_a_picture,
    _right_after,
    _without_calls,
    _not_by_telephone,
    _whether_then,
    _another_time_right_after,
    _asks_leave,
    _at_once,
    _whole_request,
    _any_time,
    _on_the_day_asked_about,
    _another_time,
    _of_the_days_waited_for,
    _as_understood,
    _answer_to_an_offer,
    _not_understood,
)
