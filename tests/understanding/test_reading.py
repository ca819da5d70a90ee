"""The parts of a meaning: its values, what is said besides, and the words of an office."""

import time as stopwatch

import pytest

from bot.dialogue.understanding import Intention, Lexicon, Stage, Sureness, understand
from bot.messages.understanding import load_lexicon, shared_lexicon
from tests.backtracking import faults
from tests.dialogue.reading.pieces import MOST, PIECES, repeated
from tests.understanding.tables import rows_of

LEXICON = shared_lexicon()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("水曜か木曜の14時", {"when": "水曜か木曜の14時", "alternatives": "yes"}),
        ("火曜は無理なので、金曜の午後がいいです", {"when": "金曜の午後", "except": "火曜"}),
        ("月曜と水曜以外", {"except": "月曜と水曜"}),
        ("とにかく早いほうがいいです", {"earliest": "yes"}),
    ],
)
def test_days_are_left_as_they_stand_and_parted_from_those_excluded(text, values):
    assert dict(understand(text, Stage.DAY, LEXICON).values) == values


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("10分遅れます", "10"), ("1時間半ほど遅れます", "90"), ("二十分おくれる", "20"), ("遅れます", None)],
)
def test_how_late_somebody_is_is_read(text, minutes):
    assert understand(text, Stage.TODAY, LEXICON).values.get("minutes") == minutes


def test_an_absence_is_of_today_only_on_the_day_and_when_no_other_day_is_named():
    about = {
        (stage, text): understand(text, stage, LEXICON).about
        for stage, text in [(Stage.TODAY, "休みます"), (Stage.TODAY, "明日は休みます"), (Stage.CONFIRMED, "休みます")]
    }
    assert list(about.values()) == ["today", "another_day", "another_day"]


def test_what_is_said_besides_is_kept():
    meaning = understand("今日は休みます。パスコードはもういりません。キャンセル料はかかりますか", Stage.TODAY, LEXICON)
    assert meaning.intention is Intention.ABSENT
    assert (Intention.QUESTION, "cancellation_fee") in {(one.intention, one.about) for one in meaning.also}


def test_two_acts_at_once_are_asked_about():
    meaning = understand("予約をキャンセルか変更したいです", Stage.CONFIRMED, LEXICON)
    assert meaning.sureness is Sureness.UNSURE
    assert {one.intention for one in meaning.candidates} == {Intention.CANCEL, Intention.MOVE}
    assert not meaning.acts


def test_what_is_like_an_example_is_asked_about_and_of_nobody_more_than_four_things():
    texts = [
        "キャンスルしたい",
        "パスコードおしろて",
        "ひずけかえてほし",
        *(row.text[:-2] for row in rows_of("phrases.tsv")),
    ]
    meanings = [understand(text, Stage.CONFIRMED, LEXICON) for text in texts]
    unsure = [meaning for meaning in meanings if meaning.sureness is Sureness.UNSURE]
    assert Intention.CANCEL in {one.intention for one in meanings[0].candidates}
    assert all(1 <= len(meaning.candidates) <= 4 and not meaning.acts for meaning in unsure)


def test_an_office_adds_words_topics_and_examples_of_its_own(tmp_path):
    topic = '[question.ferry]\ncues = "船|フェリー"\nexamples = "船は出ていますか"\n'
    own = f'{topic}[move]\ncues = "日を繰って"\n'
    (tmp_path / "z_office.toml").write_text(own, "utf-8")
    (tmp_path / "z_office.tsv").write_text("*\tquestion.ferry\t島から出られますか\n", "utf-8")
    lexicon = load_lexicon(tmp_path)
    ferry = understand("フェリーの時刻に合わせられますか", Stage.LOBBY, lexicon)
    assert (ferry.intention, ferry.about) == (Intention.QUESTION, "ferry")
    assert {one.about for one in understand("島から出られますかね", Stage.LOBBY, lexicon).candidates} == {"ferry"}
    assert understand("日を繰ってほしい", Stage.CONFIRMED, lexicon).intention is Intention.MOVE
    assert understand("キャンセルしたい", Stage.CONFIRMED, lexicon).intention is Intention.CANCEL


def test_a_list_of_words_without_a_known_intention_is_refused():
    with pytest.raises(ValueError, match="no_such_thing"):
        Lexicon.of([{"no_such_thing": {"cues": "あ"}}])


def test_every_pattern_made_of_cues_takes_a_text_in_one_way():
    cues = [cue for _, cue in LEXICON.index.cues]
    patterns = {part.pattern.pattern for cue in cues for part in (*cue.parts, *cue.without)}
    assert len(patterns) > 400
    assert [pattern for pattern in patterns if list(faults(pattern))] == []


def test_no_repeated_piece_takes_long():
    slow = []
    for piece in (
        *PIECES,
        "「",
        "」と",
        "キャンセル",
        "ない",
        "じゃな",
        "予約",
        "水曜か",
        "はい",
        "すみません",
        "😊",
        "(^^)",
    ):
        before = stopwatch.process_time()
        understand(repeated(piece), Stage.CONFIRMED, LEXICON)
        if stopwatch.process_time() - before > MOST:
            slow.append(piece)
    assert slow == []
