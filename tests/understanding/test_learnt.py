"""What was learnt from phrases: the file fits them, nothing is ever done for it, and it says how sure it is."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from bot.dialogue.events.text import A_SLIP
from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.understanding import ACTING, Label, Meaning, Stage, Sureness, Utterance, understand
from bot.dialogue.understanding.folding import sentences_of
from bot.errors import SettingsError
from bot.messages.learnt_file import digest, unpacked
from bot.messages.texts import FOLDER
from bot.messages.understanding import LEARNT, UNDERSTANDING, lists_of, load_lexicon, shared_lexicon
from tests.make import booking
from tests.talk import Talk
from tests.understanding.tables import rows_of

LEXICON = shared_lexicon()
LISTS = lists_of()
PHRASES = [one for name, phrases in LISTS.items() if name.endswith(".tsv") for one in phrases]
SOME = PHRASES[::4]
TABLES = ("phrases.tsv", "utterances.tsv", "held_back.tsv", "held_back_later.tsv", "held_back_last.tsv")
PLACES = (Stage.LOBBY, Stage.CONFIRMED, Stage.TODAY, Stage.REVIEW)


def core(text: str) -> str:
    """Fold a text as phrases are folded."""
    return LEXICON.core_of(sentences_of(text, LEXICON.spelling)).rstrip("?")


@cache
def read(place: int) -> list[Utterance]:
    """Give some phrases, each where it is said or somewhere; what is asked of one is worked out once."""
    return [
        Utterance.of(one.text, one.stage or PLACES[(number + place) % len(PLACES)], LEXICON)
        for number, one in enumerate(SOME)
    ]


def test_the_file_was_learnt_from_the_phrases_as_they_stand():
    _, known = unpacked((FOLDER / UNDERSTANDING / LEARNT).read_bytes())
    assert {name for name, phrases in LISTS.items() if digest(phrases) not in known} == set(), "make learn"
    assert len(known) == len(LISTS)


def test_no_phrase_means_two_things_or_stands_in_a_table_that_measures():
    seen = Counter((one.stage, core(one.text)) for one in PHRASES)
    assert [one for one, number in seen.items() if number > 1] == []
    measured = {core(row.text) for name in TABLES for row in rows_of(name)}
    assert [one.text for one in PHRASES if core(one.text) in measured] == []


def test_what_was_learnt_reads_most_of_what_it_was_learnt_from():
    right = [LEXICON.learnt.ranked(core(one.text), one.stage)[0][0] == one.label for one in SOME]
    assert sum(right) >= 0.85 * len(right)


def test_what_it_is_sure_of_is_mostly_so_where_it_was_not_learnt_from():
    known = {one.meant.intention for one in LEXICON.learnt.labels}
    rows = [row for name in TABLES for row in rows_of(name) if {one for one, _ in row.meant} <= known - {"unknown"}]
    sure = []
    for row in rows:
        label, probability = Utterance.of(row.text, row.stage, LEXICON).ranked[0]
        if probability >= 0.9:
            meant = label.meant
            sure.append(any(meant.intention == one and about in ("", meant.about) for one, about in row.meant))
    assert len(sure) > 200
    assert sum(sure) >= 0.75 * len(sure)


@pytest.mark.parametrize("place", range(2))
def test_nothing_is_begun_noted_or_acknowledged_for_what_was_only_learnt(place):
    acting = []
    for one in read(place):
        rules = one.certain
        of_rules = {told.intention for told in (rules, *rules.also) if told.acts} if rules else set()
        told = (one.meaning, *one.meaning.also)
        if {told.intention for told in told if told.acts} - of_rules or (one.meaning.live and not rules):
            acting.append(one.text)
    assert acting == []


def test_twin_the_likeliest_taken_for_certain_would_begin_something():
    unread = [one for one in read(0) if not one.certain and one.ranked[0][0].meant.intention in ACTING]
    taken = [Meaning(one.ranked[0][0].meant.intention) for one in unread]
    assert sum(one.acts for one in taken) > 20


def test_a_talk_with_a_booking_changes_nothing_for_what_was_only_learnt():
    talk = Talk(booking=booking())
    facts = talk.facts()
    # A slip beside a time is read by a rule of its own, which asks for the other time.
    plain = [one.text for one in SOME if not (A_SLIP.search(one.text) and "when" in said_of_days(one.text, facts))]
    unread = [text for text in plain if not Utterance.of(text, Stage.REQUESTED, LEXICON).certain][::8]
    for text in unread:
        talk.says(text)
        assert (talk.conversation.flow, talk.effects) == ("", []), text
    assert len(unread) > 30


def test_what_is_likely_asked_is_answered_and_what_is_less_so_is_offered():
    talk = Talk().says("予約", "すべて当てはまる", "同意する")
    meaning = understand("急に無理になったらどうしたら？", Stage.PURPOSE, LEXICON)
    assert (meaning.sureness, meaning.live) == (Sureness.UNSURE, False)
    likely = [one for one in read(0) if one.meaning.sureness is Sureness.LIKELY]
    assert len(likely) > 50
    assert not any(one.meaning.live for one in likely)
    assert talk.conversation.flow == "book"


@pytest.mark.parametrize(("text", "topic"), [("公園のWi-Fiで使ってもええんかな", "connection")])
def test_the_topic_that_is_almost_certainly_asked_about_is_told_beside_what_rules_answer(text, topic):
    said = Utterance.of(text, Stage.LOBBY, LEXICON)
    assert said.certain.about != topic
    assert (said.meaning.about, [one.about for one in said.meaning.also]) == (said.certain.about, [topic])
    assert not said.meaning.also[0].acts
    alone = replace(LEXICON, learnt=type(LEXICON.learnt)())
    assert understand(text, Stage.LOBBY, alone).also == ()


def test_a_plain_yes_is_never_doubted():
    assert understand("はい", Stage.OFFERED, LEXICON).acts


def test_what_rules_tell_against_all_that_was_learnt_is_asked_about():
    left = Utterance.of("順番待ちから抜けます", Stage.CONFIRMED, LEXICON)
    assert left.certain
    assert left.certain.acts
    assert left.meaning.sureness is Sureness.UNSURE
    assert {one.intention.value for one in left.meaning.candidates} == {"wait", "leave_list"}


def test_twin_without_what_was_learnt_rules_would_act():
    alone = replace(LEXICON, learnt=type(LEXICON.learnt)())
    assert understand("順番待ちから抜けます", Stage.CONFIRMED, alone).acts


def test_a_line_that_can_not_be_read_is_named(tmp_path):
    (tmp_path / "own.tsv").write_text("# ok\nlobby\tbook\t予約\nnowhere\tbook\t予約\n", "utf-8")
    with pytest.raises(SettingsError, match=r"own\.tsv 3行目"):
        load_lexicon(tmp_path)
    with pytest.raises(ValueError, match="behind !"):
        Label.of("cancel!maybe")


@pytest.mark.parametrize("written", ["none", "book", "question.cost", "cancel!neg", "quit.anew", "trouble!asked"])
def test_a_label_is_written_as_it_is_read(written):
    assert Label.of(written).written == written
