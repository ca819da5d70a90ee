"""The core of the chat: (conversation, incoming, facts) → turn. It decides everything and does nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.booking.model import Answer, DayNote
from bot.dialogue.conversation import Conversation
from bot.dialogue.daily_limits import day_spent
from bot.dialogue.flows import FLOWS, erase, offer, rebook
from bot.dialogue.flows.book import DAY
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.outside_flows import answers, my_record, on_the_day, understood, waitlist, welcome
from bot.dialogue.outside_flows.refusal import ASKS_FOR_ONE, refused
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.date_and_time import read_wish, shifted
from bot.dialogue.questions.days_said import day_or_row
from bot.dialogue.questions.halves import HALF, half_of, is_half, join
from bot.dialogue.questions.kinds import Again, Filled, Finish, Leave, Question, Result, Seen, Switch
from bot.dialogue.questions.start_times import day_or_none
from bot.dialogue.questions.waitlist_days import names_any_time, wait_instead
from bot.dialogue.reading import clean, half_width, read_choice, short_day
from bot.dialogue.route import STYLES, Command, command_of
from bot.dialogue.turn import Facts, NoteTry, Say, SetStyle, Turn
from bot.dialogue.understanding import Intention, Meaning, Sureness, understand
from bot.dialogue.while_asked import ByTheWay, answers_here, meant_here
from bot.dialogue.words import Words
from bot.errors import RefusedError

UNSENT = "unsent"  # among the texts held: answers went with a message that was unsent
OF_A_BOOKING = frozenset({"change", "cancel"})
ON_THE_LIST = frozenset({Command.WAIT, Command.LEAVE, Command.TAKE, Command.DECLINE})
APPLYING = frozenset({"book", "rebook"})
SHORT = 30  # characters; a longer text may ask for other words and tell answers
MISSED = "outside"  # among the tries: texts in a row that were not understood outside of any flow
NO_DATA = frozenset({Intention.CANCEL, Intention.MOVE, Intention.BOOK_FOR_OTHER, Intention.LEAVE_LIST, Intention.WAIT})
# After the second miss at one question, beside going on.
A_PERSON = Say("heard.person", options=(welcome.PHONE,), look="card", quiet=True)
MAX_KEPT = 100  # characters of a text that is taken as it is


def advance(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Answer one event."""
    turn = _with_unsent(_Step(_without_unsent(conversation, incoming), incoming, facts).turn(), conversation)
    return _remembering(_without_misses(turn, conversation), facts)


def _without_misses(turn: Turn, before: Conversation) -> Turn:
    """Count only the texts in a row that were not understood."""
    after = turn.conversation
    if MISSED not in after.tries or after.tries[MISSED] != before.tries.get(MISSED):
        return turn
    tries = {name: count for name, count in after.tries.items() if name != MISSED}
    return replace(turn, conversation=replace(after, tries=tries))


def _without_unsent(conversation: Conversation, incoming: Incoming) -> Conversation:
    """Take the note of an unsent answer away as soon as there is an answer that can tell it."""
    if incoming.sort in (Sort.FOLLOW, Sort.UNFOLLOW, Sort.UNSEND):
        return conversation
    return replace(conversation, held={name: text for name, text in conversation.held.items() if name != UNSENT})


def _with_unsent(turn: Turn, before: Conversation) -> Turn:
    """Say first that answers went with the message that was unsent; LINE gives such an event no reply of its own."""
    if UNSENT not in before.held or UNSENT in turn.conversation.held or not turn.says:
        return turn
    return replace(turn, says=(Say("lobby.unsent"), *turn.says))


def go_on(conversation: Conversation, incoming: Incoming, facts: Facts, answers: Mapping[str, Answer]) -> Turn:
    """Take answers that were given on our own page, and ask the next question."""
    turn = _Step(conversation, incoming, facts).given(answers)
    return _remembering(turn, facts)


def ask_anew(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Do nothing for an event that came too late, and show again what is open."""
    return _remembering(_Step(conversation, incoming, facts).anew(), facts)


def _remembering(turn: Turn, facts: Facts) -> Turn:
    """Note the time, and what a typed answer may name."""
    noted = replace(turn.conversation, asked_at=facts.now)
    return replace(turn, conversation=_showing(noted, turn.says[-1], turn.words(facts.words)) if turn.says else noted)


def _showing(conversation: Conversation, last: Say, words: Words) -> Conversation:
    """Note the options of the last message, as they are labelled in either style."""
    options = (*last.options, *(row.option for row in last.rows))
    taps = [(one, one.action.encode()) for one in options if isinstance(one.action, Tap)]
    other = words.in_style(easy=not words.easy)
    shown, also = (tuple((load, style(one.label, one.values)) for one, load in taps) for style in (words, other))
    return replace(conversation, shown=shown, also=also)


@dataclass(frozen=True)
class _Step:
    """One event in one conversation."""

    conversation: Conversation
    incoming: Incoming
    facts: Facts

    def turn(self) -> Turn:
        if self._has_lost_its_booking():
            return self._without_its_booking()
        if self._is_refused():
            return self._without_asking_for_one()
        match self.incoming.sort:
            case Sort.TEXT:
                return self.on_text()
            case Sort.TAP:
                return self.on_button(self.incoming.tap or Tap("", "", ""))
            case Sort.FOLLOW:
                return self._followed()
            case Sort.UNFOLLOW:
                return welcome.left(self.conversation, self.facts)
            case Sort.UNSEND:
                return self._unsent()
            case _:
                return self._reminded(Say("common.not_text"))

    def anew(self) -> Turn:
        late = Say("common.came_late")
        if self._has_lost_its_booking() or self._is_refused() or not self.flow:
            left = self.conversation.closed() if self.flow else self.conversation
            return Turn(left, (late, *welcome.told(Command.STATUS, self.facts)))
        return self._asking(self.conversation, self.flow, late)

    def _has_lost_its_booking(self) -> bool:
        return self.conversation.flow in OF_A_BOOKING and not self.facts.booking

    def _is_refused(self) -> bool:
        return self.conversation.flow in ASKS_FOR_ONE and self.facts.refused

    def _without_its_booking(self) -> Turn:
        """Leave a flow whose booking has ended meanwhile; words that work anywhere still do."""
        left = replace(self, conversation=self.conversation.closed())
        return left._reminded(Say("lobby.no_booking")) if self._is_an_answer() else left.turn()

    def _without_asking_for_one(self) -> Turn:
        """Leave a flow whose end is refused meanwhile; words that work anywhere still do."""
        left = replace(self, conversation=self.conversation.closed())
        return left._refused() if self._is_an_answer() else left.turn()

    def _is_an_answer(self) -> bool:
        """Say whether the event means something only within a flow."""
        sort = self.incoming.sort
        return sort is Sort.TAP or (sort is Sort.TEXT and not command_of(self.incoming.text, self.facts.words))

    def _refused(self) -> Turn:
        return refused(self.conversation, self.facts)

    def given(self, answers: Mapping[str, Answer]) -> Turn:
        if self.facts.refused:
            return self._refused()
        filled = self.conversation.answered(answers).without_past()
        return self._asking(filled, FLOWS[filled.flow], Say("details.received"))

    @property
    def flow(self) -> Flow | None:
        return FLOWS.get(self.conversation.flow)

    def on_text(self) -> Turn:
        """Answer a typed text by the first of its possible meanings that applies."""
        turns = (meaning(self, self.incoming.text) for meaning in MEANINGS_OF_A_TEXT)
        return next(turn for turn in turns if turn)

    def _label_of_a_button(self, text: str) -> Turn | None:
        shown = next((load for load, label in self.conversation.labels if label == text.strip()), "")
        return self.on_button(Tap.decode(shown)) if self.flow and shown else None

    def _word_of_the_day(self, _: str) -> Turn | None:
        """Note that somebody is absent, late or in trouble, also while a question is open."""
        heard = on_the_day.heard(self.incoming, self.facts, in_flow=bool(self.flow))
        if heard and heard.command:
            return self._on_command(heard.command)
        return replace(self._reminded(*heard.says), effect=heard.effect) if heard else None

    def _word_that_works_anywhere(self, text: str) -> Turn | None:
        command = command_of(text, self.facts.words)
        if command is Command.THANKS and self.flow and answers_here(text, self.flow, self._seen(self.conversation)):
            return None
        return self._on_command(command) if command else None

    def _other_style(self, text: str) -> Turn | None:
        """Change the style within a flow, where a short text asks for it."""
        if not self.flow or len(text) > SHORT:
            return None
        meaning = self._meaning
        wanted = understood.EASY_OR_NOT.get(meaning.about) if meaning.intention is Intention.EASY else None
        return self._on_command(wanted.command) if wanted and wanted.command and meaning.acts else None

    @cached_property
    def _meaning(self) -> Meaning:
        """Tell what the text means where no question is open."""
        return understand(self.incoming.text, stage_of(self.facts), self.facts.lexicon)

    def _answer_to_a_question(self, text: str) -> Turn | None:
        return self._typed(self.flow, text) if self.flow else None

    def _whole_request(self, text: str) -> Turn | None:
        """Begin to book with what a message tells already; None when it does not tell enough."""
        meaning, several = self._meaning, FLOWS["book"].several
        if self.facts.booking or not several or not _may_hold_data(meaning):
            return None
        fresh = self.conversation.opened("book", welcome.conversation_id(self.incoming))
        begun = replace(self, conversation=fresh)
        result = several.read(text, begun._seen(fresh), fewest=1 if meaning.intention is Intention.BOOK else 2)
        if result and self.facts.refused:
            return self._refused()
        if isinstance(result, Filled) and rebook.may(self.facts.known) and {*result.answers} <= {"day", "time"}:
            return self._with_the_time(self._started(FLOWS["book"]), text)
        return begun._answered(FLOWS["book"], result) if result else None

    def _as_understood(self, text: str) -> Turn | None:
        """Answer what the text means; what it asks besides is answered first."""
        meaning = self._meaning
        heard = understood.heard(meaning, stage_of(self.facts), self.facts)
        if not heard:
            return None
        if heard.command is Command.BOOK and _is_an_option(text, self.facts.words):
            return self._reminded(answers.answer_to("how_to_use", self.facts))
        if heard.command:
            turn = self._on_command(heard.command)
            named = heard.when or heard.command is Command.CHANGE
            turn = self._with_the_time(turn, heard.when) if named else turn
            return replace(turn, says=(*understood.besides(meaning, self.facts), *turn.says))
        turn = Turn(self.conversation, welcome.with_menu((*understood.besides(meaning, self.facts), *heard.says)))
        return replace(turn, effect=heard.effect)

    def _with_the_time(self, turn: Turn, when: str) -> Turn:
        """Let a flow that was just begun keep the day and time that were named."""
        flow = FLOWS.get(turn.conversation.flow)
        if not flow or not {"day", "time"} <= {one.name for one in flow.questions}:
            return turn
        step = replace(self, conversation=turn.conversation)
        seen = step._seen(step.conversation)
        result = shifted(self.incoming.text, seen, DAY) or (read_wish(when, seen, DAY) if when else None)
        if result is None or (isinstance(result, Again) and result.say.key.endswith(".unclear")):
            return turn
        return step._answered(flow, result)

    def _any_time(self, text: str) -> Turn | None:
        """Begin to book, with the days that somebody would take held until a time is asked for."""
        meaning = self._meaning
        if meaning.intention not in (Intention.DAY, Intention.BOOK, Intention.UNKNOWN) or _is_turned(meaning):
            return None
        if self.facts.booking or self.facts.wish or not names_any_time(text, self.facts):
            return None
        if self.facts.refused:
            return self._refused()
        turn = self._started(FLOWS["book"])
        held = turn.conversation.holding(DAY.name, text)
        return replace(turn, conversation=held, says=(Say("book.any_time"), *turn.says))

    def _answer_to_an_offer(self, text: str) -> Turn | None:
        """Take a text as the answer to the times that staff offered."""
        if not offer.name_of(self.facts):
            return None
        step = self._within_the_offer()
        asked = offer.PICK.ask(step._seen(step.conversation))
        shown = _showing(step.conversation, asked, self.facts.words)
        return replace(step, conversation=shown)._typed(offer.OFFER, text)

    def _not_understood(self, _: str) -> Turn:
        """Say so; the second time in a row, offer a person."""
        again = MISSED in self.conversation.tries
        return welcome.not_understood(self.conversation.failed(MISSED), self.facts, again=again)

    def _on_command(self, command: Command) -> Turn:
        if command in STYLES:
            return self._in_style(easy=command is Command.EASY)
        return self._on_the_list(command) if command in ON_THE_LIST else self._on_other_command(command)

    def _of_an_offer(self, tap: Tap) -> Turn:
        """Answer the button of an offer, which may be over."""
        if tap.conversation == offer.name_of(self.facts):
            step = self._within_the_offer()
            return step._answered(offer.OFFER, offer.PICK.take(tap.value, step._seen(step.conversation)))
        if self.flow and self.flow is not offer.OFFER:
            return self._reminded(Say("offer.over"))
        return offer.over(self.conversation, self.incoming, self.facts, tap.value)

    def _within_the_offer(self) -> "_Step":
        return replace(self, conversation=offer.opened(self.conversation, offer.name_of(self.facts)))

    def _on_other_command(self, command: Command) -> Turn:
        match command:
            case Command.BOOK:
                return self._book()
            case Command.BACK if self.flow:
                return self._back(self.flow)
            case Command.RESUME if self.flow:
                return self._asking(self.conversation, self.flow)
            case Command.RESTART | Command.RESUME:
                return self._started(self.flow or FLOWS["book"])
            case Command.CHANGE | Command.CANCEL | Command.LATE:
                return self._about_the_booking(command)
            case Command.RECORD | Command.ERASE:
                return self._about_the_record(command)
            case Command.QUIT if self.flow:
                return welcome.quit_flow(self.conversation)
            case _:
                return self._reminded(*welcome.told(command, self.facts))

    def _in_style(self, *, easy: bool) -> Turn:
        """Speak in another style from this answer on."""
        step = replace(self, facts=replace(self.facts, words=self.facts.words.in_style(easy=easy)))
        options = () if self.flow else (*welcome.MENU, welcome.other_style(step.facts))
        return replace(step._reminded(Say("style.now", options=options)), effect=SetStyle(easy))

    def _book(self) -> Turn:
        if self.facts.booking:
            return Turn(self.conversation, welcome.told(Command.STATUS, self.facts))
        if self.flow and self.conversation.answers:
            return Turn(self.conversation, (welcome.offer_to_resume(),))
        return self._started(FLOWS["book"])

    def _on_the_list(self, command: Command) -> Turn:
        match command:
            case Command.WAIT:
                return self._wait()
            case Command.LEAVE if self.flow and not self.facts.wish:
                return welcome.quit_flow(self.conversation)
            case Command.LEAVE:
                return waitlist.leave(self.conversation, self.incoming, self.facts)
            case _:
                return waitlist.answer(self.conversation, self.incoming, self.facts, command.value)

    def _wait(self) -> Turn:
        """Begin to put somebody on the waiting list, with what he has told us already."""
        if self.facts.booking or self.facts.wish:
            return Turn(self.conversation, welcome.told(Command.STATUS, self.facts))
        if self.facts.refused:
            return self._refused()
        if self.flow and self.flow.name in ("book", "wait"):
            switched = replace(self.conversation.without("day", "time"), flow="wait")
            return self._asking(switched, FLOWS["wait"])
        fresh = self.conversation.opened("wait", welcome.conversation_id(self.incoming))
        known = wait_instead(self._seen(fresh), self.incoming.text)
        return self._asking(fresh.answered(known.answers), FLOWS["wait"])

    def _started(self, flow: Flow) -> Turn:
        if flow.name not in APPLYING:
            return self._asking(self.conversation.opened(flow.name, welcome.conversation_id(self.incoming)), flow)
        if self.facts.booking:
            return Turn(self.conversation.closed(), welcome.told(Command.STATUS, self.facts))
        if self.facts.refused:
            return self._refused()
        flow = rebook.REBOOK if rebook.may(self.facts.known) else FLOWS["book"]
        fresh = self.conversation.opened(flow.name, welcome.conversation_id(self.incoming))
        return self._asking(rebook.prefilled(fresh, self.facts) if flow is rebook.REBOOK else fresh, flow)

    def _about_the_booking(self, command: Command) -> Turn:
        """Begin to move or cancel the booking where that may be done in chat."""
        late = command is Command.LATE
        if not late and self.facts.booking and welcome.may(command, self.facts.booking, self.facts):
            return self._started(FLOWS[command.value])
        turn = self._reminded(*welcome.told(command, self.facts))
        if not self.facts.booking or (late and not welcome.is_today(self.facts)):
            return turn
        return replace(turn, effect=NoteTry(self.facts.booking, command.value, self._noted(command)))

    def _noted(self, command: Command) -> DayNote:
        return on_the_day.note_of(self.incoming, self.facts, command.value)

    def _about_the_record(self, command: Command) -> Turn:
        """Tell what is held, or begin to erase it."""
        if command is Command.ERASE and self.facts.erasing:
            return self._reminded(erase.going_on())
        if command is Command.ERASE:
            return self._started(FLOWS["erase"])
        return self._reminded(*my_record.tell(self.facts))

    def _followed(self) -> Turn:
        turn = welcome.welcome(self.conversation, self.facts)
        if self.flow and self.conversation.answers:
            return replace(turn, says=(*turn.says, welcome.offer_to_resume()))
        return turn

    def _unsent(self) -> Turn:
        """Forget what came from the message, and the events kept for reordering, which hold it too."""
        gone = [
            name for name, answer in self.conversation.answers.items() if answer.message_id == self.incoming.message_id
        ]
        held = {UNSENT: ",".join(gone)} if gone else {}
        return Turn(replace(self.conversation.without(*gone).without_past(), held=held))

    def _back(self, flow: Flow) -> Turn:
        last = flow.last_answered(self.conversation)
        return self._asking(self.conversation.without(last) if last else self.conversation, flow)

    def on_button(self, tap: Tap) -> Turn:
        if tap.question == offer.PICK.name:
            return self._of_an_offer(tap)
        if tap.conversation == answers.ASKED and answers.topic_option(tap.value, self.facts):
            return self._reminded(answers.answer_to(tap.value, self.facts))
        flow = self.flow
        if tap.conversation == waitlist.OFFER:
            return waitlist.answer(self.conversation, self.incoming, self.facts, tap.value, tap.digest)
        if not flow or tap.conversation != self.conversation.id:
            return self._reminded(Say("common.old_button"))
        question = flow.open_question(self.conversation)
        if not self._is_for(tap.question, question):
            return self._asking(self.conversation, flow, Say("common.old_button"))
        wanted = flow.question(tap.question) or question
        if wanted is not question and wanted is flow.questions[-1] and not tap.value.startswith("change:"):
            return self._asking(self.conversation, flow, Say("common.old_button"))
        return self._answered(flow, wanted.take(tap.value, self._seen(self.conversation)))

    def _is_for(self, name: str, question: Question) -> bool:
        """Let buttons answer the open question; nearest times are offered while a day is still asked for, too."""
        return name == question.name or (name == "time" and question.name == "day") or name == "review"

    def _typed(self, flow: Flow, text: str) -> Turn:
        question = flow.open_question(self.conversation)
        doubtful = self._day_or_row(question, text)
        named = None if doubtful else self._named(question, text)
        if named:
            return self.on_button(Tap.decode(named))
        settled = doubtful or join(text, question, self._seen(self.conversation))
        if settled:
            return self._answered(flow, settled)
        meant = self._heard(flow, text)
        if meant:
            return meant
        several = flow.several.read(text, self._seen(self.conversation)) if flow.several else None
        if several:
            return self._answered(flow, several)
        changed = flow.changed_by(text, self.conversation, self.facts.words)
        if changed:
            return self._again(flow, changed)
        result = question.read(clean(text), self._seen(self.conversation))
        if isinstance(result, Again) and self._left_alone():
            return Turn(self.conversation, (welcome.offer_to_resume(),))
        return self._answered(flow, result)

    def _heard(self, flow: Flow, text: str) -> Turn | None:
        """Answer what a text means beside a plain answer."""
        match meant_here(text, flow, self._seen(self.conversation)):
            case None:
                return None
            case Command() as command:
                return self._on_command(command)
            case ByTheWay(says, effect):
                plain = (replace(say, options=()) if say.look == "text" else say for say in says)
                return replace(self._reminded(*plain), effect=effect)
            case result:
                return self._answered(flow, result)

    def _day_or_row(self, question: Question, text: str) -> Again | None:
        """Ask which is meant by a number that may be a row of the list or a day of the month."""
        taps = [Tap.decode(load) for load, _ in self.conversation.shown]
        shown = [day_or_none(tap.value) for tap in taps if tap.question == question.name == "day"]
        meant = day_or_row(text, [day for day in shown if day])
        if len(meant) < 2:
            return None
        seen = self._seen(self.conversation)
        options = tuple(seen.option("day", day.isoformat(), "book.day.option.day", day=short_day(day)) for day in meant)
        return Again(Say("heard.day_or_row", options=options, numbered=True), counts=False)

    def _named(self, question: Question, text: str) -> str | None:
        talk = self.conversation
        return read_choice(text, talk.shown, talk.also) if self._may_name_options(question, text) else None

    def _may_name_options(self, question: Question, text: str) -> bool:
        """Let digits name options only where they are listed or a text is asked about; a label does so anywhere."""
        if question.name in self.conversation.held:
            return True
        labels = {label for _, label in self.conversation.labels}
        return question.ask(self._seen(self.conversation)).numbered or clean(text) in labels

    def _left_alone(self) -> bool:
        since = self.conversation.asked_at
        return since is not None and self.facts.now - since >= welcome.PAUSE

    def _answered(self, flow: Flow, result: Result) -> Turn:
        match result:
            case Filled(answers, echo, consent, holds):
                kept = {name: replace(answer, message_id=self.incoming.message_id) for name, answer in answers.items()}
                filled = self.conversation.answered(kept)
                filled = replace(filled, consent=consent) if consent else filled
                held = {name: one for name, one in filled.held.items() if name != HALF}
                filled = replace(filled, held={**held, **holds})
                return self._asking(filled, flow, *([echo] if echo else []))
            case Again():
                return self._again(flow, result)
            case Leave(say):
                return welcome.quit_flow(self.conversation, say)
            case Switch(name, answers, drop, again):
                switched = replace(self.conversation.answered(answers, drop), flow=name)
                step = replace(self, conversation=switched)
                return step._again(FLOWS[name], again) if again else step._asking(switched, FLOWS[name])
            case Finish(answers):
                return replace(self, conversation=self.conversation.answered(answers))._finished(flow)

    def _finished(self, flow: Flow) -> Turn:
        if flow.name == "book" and self.facts.booking:  # staff entered one meanwhile
            return Turn(self.conversation.closed(), welcome.told(Command.STATUS, self.facts))
        try:
            turn = (
                day_spent(self.conversation, flow.name, self.facts)
                if self.facts.day_spent
                else flow.finish(self.conversation, self.incoming, self.facts)
            )
        except RefusedError:  # the rules changed under the conversation, e.g. the day has come
            return Turn(self.conversation.closed(), welcome.told(Command(flow.name), self.facts))
        turn = replace(turn, conversation=turn.conversation.settled_at(self.incoming.at))
        if turn.effect or turn.says[-1].options:
            return turn
        return self._asking(turn.conversation, flow, *turn.says)

    def _again(self, flow: Flow, again: Again) -> Turn:
        """Come back to the open question; a button may have answered another one."""
        if again.drop:
            return self._asking(self.conversation.without(*again.drop), flow)
        question = flow.open_question(self.conversation)
        if self._was_missed_before(question, again):
            return self._taken_as_it_is(flow, question)
        noted = self._with_miss(question, again)
        says = _repeated(again.say, question, question.ask(self._seen(noted)))
        missed = again.counts and noted.tries.get(question.name, 0) > 1
        return Turn(noted, (A_PERSON, *says) if missed else says)

    def _was_missed_before(self, question: Question, again: Again) -> bool:
        """Say whether a text is to be taken as it is: the second that was not understood, where any will do."""
        return again.counts and not again.forced and self.conversation.tries.get(question.name, 0) >= 1

    def _with_miss(self, question: Question, again: Again) -> Conversation:
        noted = self.conversation.failed(question.name) if again.counts else self.conversation
        reason = again.say.key.rpartition(".retry.")[2]
        if is_half(self.incoming.text, reason):
            noted = noted.holding(HALF, half_of(half_width(self.incoming.text).strip(), question))
        return noted.holding(again.held_for or question.name, again.holds) if again.holds else noted

    def _taken_as_it_is(self, flow: Flow, question: Question) -> Turn:
        kept = clean(self.incoming.text)[:MAX_KEPT]
        answer = Answer(kept, kept, "unchecked", self.incoming.message_id)
        return self._asking(
            self.conversation.answered({question.name: answer}), flow, A_PERSON, Say("common.taken_as_is")
        )

    def _reminded(self, *says: Say) -> Turn:
        """Say something by the way and come back to the open question."""
        if self.flow and self.conversation.id:
            return self._asking(self.conversation, self.flow, *says)
        return Turn(self.conversation, welcome.with_menu(says))

    def _asking(self, conversation: Conversation, flow: Flow, *first: Say) -> Turn:
        question, seen = flow.open_question(conversation), self._seen(conversation)
        says = (*first, *self._after(conversation, flow), question.ask(seen))
        return Turn(conversation, says)

    def _after(self, conversation: Conversation, flow: Flow) -> tuple[Say, ...]:
        """Give what is said once after the questions that were answered just now."""
        if flow.open_question(conversation) is flow.questions[-1]:
            return ()
        new = conversation.answers.keys() - self.conversation.answers.keys()
        return tuple(say for name, told in flow.after.items() if name in new for say in told(self._seen(conversation)))

    def _seen(self, conversation: Conversation) -> Seen:
        return Seen(conversation, self.incoming, self.facts)


def _is_an_option(text: str, words: Words) -> bool:
    """Say whether a text chooses something in the flow that books: it may have come before what begins the flow."""
    labels = (key for key in words.texts if key.startswith("book.") and ".option." in key)
    return any(clean(text) in words.both(key) for key in labels if "{" not in words.texts[key])


def _is_turned(meaning: Meaning) -> bool:
    return meaning.negated or meaning.asked or meaning.reported


def _may_hold_data(meaning: Meaning) -> bool:
    """Say whether a message may be the data for a booking; not where something else or nothing is wanted."""
    unsure = meaning.sureness is Sureness.UNSURE and meaning.intention is not Intention.UNKNOWN
    return not unsure and meaning.intention not in NO_DATA and not _is_turned(meaning)


def _repeated(say: Say, question: Question, asked: Say) -> tuple[Say, ...]:
    """Say what was not understood: with the question's buttons, or before the question where it is more than those."""
    if say.options or say.rows:
        return (say,)
    if asked.rows or not say.key.startswith(question.key):
        return (say, asked)
    return (replace(say, options=asked.options, rows=(), numbered=asked.numbered),)


# What a typed text may mean, in the order in which that is looked at. The last one answers everything.
MEANINGS_OF_A_TEXT: tuple[Callable[[_Step, str], Turn | None], ...] = (
    _Step._label_of_a_button,
    _Step._word_of_the_day,
    _Step._word_that_works_anywhere,
    _Step._other_style,
    _Step._answer_to_a_question,
    _Step._whole_request,
    _Step._any_time,
    _Step._as_understood,
    _Step._answer_to_an_offer,
    _Step._not_understood,
)
