"""At a question nobody is asked what a text is like, so that it is enough to read it by rules."""

from itertools import cycle

from bot.dialogue.understanding import Sureness, understand, understand_by_rules
from bot.dialogue.understanding.intentions import ASKING
from bot.messages.understanding import shared_lexicon
from tests.understanding.tables import rows_of


def test_rules_alone_tell_the_same_at_a_question_but_for_what_a_text_is_like():
    asked = zip(rows_of("utterances.tsv"), cycle(sorted(ASKING)), strict=False)
    pairs = [
        (understand(one.text, stage, shared_lexicon()), understand_by_rules(one.text, stage, shared_lexicon()))
        for one, stage in asked
    ]
    differing = [(whole, rules) for whole, rules in pairs if whole != rules]
    assert differing
    assert not any(whole.live or rules.live for whole, rules in differing)
    assert {rules.sureness for _, rules in differing} == {Sureness.NOT_UNDERSTOOD}
