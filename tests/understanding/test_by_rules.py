"""At a question nobody is asked what a text is like, so that it is enough to read it by rules."""

from itertools import cycle

import pytest

from bot.dialogue.understanding import Intention, Stage, Sureness, Utterance, understand, understand_by_rules
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


TABLES = ("phrases.tsv", "utterances.tsv", "held_back.tsv", "held_back_later.tsv", "held_back_last.tsv")


@pytest.mark.parametrize("stage", [Stage.LOBBY, Stage.CONFIRMED, Stage.NAME])
def test_what_has_no_cue_of_another_style_asks_for_none(stage: Stage):
    said = [Utterance.of(row.text, stage, shared_lexicon()) for name in TABLES for row in rows_of(name)]
    wants = [one for one in said if one.certain and one.certain.intention is Intention.EASY]
    assert len(wants) >= 10
    assert all(Intention.EASY in one.near for one in wants)
    assert sum(Intention.EASY in one.near for one in said) < len(said) / 3
