"""What a flow is: questions in order, and what happens when the last word is given."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming
from bot.dialogue.questions import Question
from bot.dialogue.turn import Facts, Turn


@dataclass(frozen=True)
class Flow:
    """A list of questions; `before` maps a question to a message said once in front of it."""

    name: str
    questions: tuple[Question, ...]
    finish: Callable[[Conversation, Incoming, Facts], Turn]
    before: frozenset[str] = frozenset()

    def open_question(self, conversation: Conversation) -> Question:
        """Give the first question that has no answer; the last one never has."""
        return next((one for one in self.questions if one.name not in conversation.answers), self.questions[-1])

    def last_answered(self, conversation: Conversation) -> str:
        """Give the name of the answer that 戻る takes back, "" when there is none."""
        answered = [one.name for one in self.questions if one.name in conversation.answers]
        return answered[-1] if answered else ""

    def question(self, name: str) -> Question | None:
        """Find a question by its own name."""
        return next((one for one in self.questions if one.name == name), None)
