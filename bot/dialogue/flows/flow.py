"""What a flow is: questions in order, and what happens when the last word is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.review import CHANGES
from bot.dialogue.incoming import Incoming
from bot.dialogue.questions.kinds import Again, Question, Seen, Switch
from bot.dialogue.questions.prefill import Several
from bot.dialogue.turn import Facts, Say, Turn
from bot.dialogue.words import Words


@dataclass(frozen=True)
class Flow:
    """A list of questions.

    after    what is said once when a question has been answered, unless only the final word is open
    several  reads messages that hold several answers
    begins_at  the question at which it begins when earlier ones are answered from what is held
    """

    name: str
    questions: tuple[Question, ...]
    finish: Callable[[Conversation, Incoming, Facts], Turn]
    after: Mapping[str, Callable[[Seen], tuple[Say, ...]]] = field(default_factory=dict)
    several: Several | None = None
    begins_at: str = ""

    def open_question(self, conversation: Conversation) -> Question:
        """Give the first question that is asked and has no answer; the last one never has."""
        answers = conversation.answers
        unanswered = (one for one in self.questions if one.name not in answers and one.is_asked(answers))
        return next(unanswered, self.questions[-1])

    def last_answered(self, conversation: Conversation) -> str:
        """Give the name of the answer that 戻る takes back, "" when there is none."""
        answers = conversation.answers
        answered = [one.name for one in self.questions if one.name in answers and one.is_asked(answers)]
        return answered[-1] if answered else ""

    def may_go_back(self, conversation: Conversation) -> bool:
        """Say whether there is an answer to take back that was given here, not before."""
        asked = self.open_question(conversation).name
        return bool(self.last_answered(conversation)) and asked != self.begins_at

    def changed_by(self, text: str, conversation: Conversation, words: Words) -> Again | Switch | None:
        """Take 「氏名を変更」 at any question: that answer is asked for again."""
        for question in self.questions:
            label = f"{question.key}.option.change"
            if question.name in conversation.answers and label in words and text.strip() in words.both(label):
                return Again(
                    Say(f"{question.key}.ask"), counts=False, drop=CHANGES.get(question.name, (question.name,))
                )
        return None

    def asking_also(self, name: str, conversation: Conversation) -> Switch | None:
        """Ask for what a flow does not ask by itself; None where everything is asked."""
        return None

    def question(self, name: str) -> Question | None:
        """Find a question by its own name."""
        return next((one for one in self.questions if one.name == name), None)
