"""A seeker books in chat."""

import pytest

from bot.booking.model import State
from bot.dialogue.incoming import Sort
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Book
from bot.messages.terms import load_terms
from tests.faults.rows import fault
from tests.make import OFFICE, WEDNESDAY, WORDS, office, tokyo
from tests.talk import FIRST_BOOKING, Talk, booked


def test_a_first_booking_takes_at_most_nine_taps_and_four_typed_answers():
    talk = booked().taps("申し込む")
    assert talk.taps_made <= 9
    assert talk.texts_typed == 4
    assert "申し込みを受け付けました" in talk.bot[-1]
    assert "123456" in talk.bot[-1]
    assert talk.booking.state is State.REQUESTED
    assert talk.booking.start == tokyo("2026-12-03 14:00")


def test_who_types_everything_books_just_as_well():
    talk = Talk().says(
        "予約", "はい、すべて", "同意する", *FIRST_BOOKING, "職業相談", "必要ない", "12/3の14時", "申し込む"
    )
    assert talk.booking.start == tokyo("2026-12-03 14:00")


def test_who_types_digits_alone_books_just_as_well():
    talk = Talk().says("予約", "1", "1", *FIRST_BOOKING, "1", "1", "1", "1", "1")
    assert talk.booking.state is State.REQUESTED


def test_what_is_asked_and_why_is_said_before_the_first_personal_question():
    talk = Talk().says("予約", "はい、すべて", "同意する")
    told, asked = (talk.bot[-1].find(words) for words in ("答えは", "氏名（お名前）を入力"))
    assert 0 < told < asked


def test_the_consent_is_kept_with_version_fingerprint_time_and_event():
    talk = booked().taps("申し込む")
    consent = talk.booking.consent
    assert (consent.version, consent.sha256) == (talk.terms.version, talk.terms.sha256)
    assert consent.event_id in {event.event_id for event in talk.events}


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("求職登録がまだ", "求職登録"),
        ("カメラや通信がない", "機器"),
        ("続けての相談は希望しない", "続けて"),
        ("遠くない・来所できる", "窓口"),
        ("きまりを守れない", "きまり"),
    ],
)
def test_who_misses_a_condition_is_told_which_with_counter_and_telephone(label, word):
    talk = Talk().says("予約").taps("当てはまらないものがある", label)
    assert word in talk.bot[-1]
    assert list(talk.buttons()) == ["はい、すべて", "093-622-6690 にかける", "窓口の地図を開く", "やめる"]
    assert talk.buttons()["窓口の地図を開く"]["uri"].startswith("https://www.google.com/maps/")
    assert Talk().says("予約", "2", label).bot[-1] == talk.bot[-1]
    assert "同意する" in talk.taps("はい、すべて").buttons()


@pytest.mark.parametrize("number", range(1, 6))
def test_in_easy_words_each_condition_that_does_not_hold_has_a_button_with_its_letter_and_name(number):
    words = WORDS.in_style(easy=True)
    talk = Talk(words=words).says("予約")
    assert all(f"（{mark}）" in talk.bot[-1] for mark in "アイウエオ")
    talk.taps("当てはまらないものがある")
    label = list(talk.buttons())[number - 1]
    assert label.startswith("アイウエオ"[number - 1])
    assert len(label) <= 20
    assert not set(label) & set("件違規継")
    told = talk.taps(label)
    assert f"（{'アイウエオ'[number - 1]}）" in told.bot[-1]
    assert [one["type"] for one in told.buttons().values()] == ["postback", "uri", "uri", "message"]
    assert Talk(words=words).says("予約", "2", str(number)).bot[-1] == told.bot[-1]


def opened(talk):
    return {label: one["uri"] for label, one in talk.buttons().items() if one["type"] == "uri"}


def test_the_question_about_the_terms_sums_them_up_and_opens_our_page():
    talk = Talk().says("予約", "1")
    assert "要約" in talk.bot[-1]
    assert opened(talk) == {"利用規約を読む": "https://madoguchi.example/terms"}


def test_where_the_office_has_an_official_document_it_is_opened_and_the_text_agreed_to_beside_it():
    document = "https://jsite.example/kiyaku.pdf"
    place, page = office(terms_document=document), "https://madoguchi.example/terms"
    assert opened(Talk(office=place).says("予約", "1")) == {"利用規約を読む": document, "要約を読む": page}
    own = Terms("2026-11-02", "規約", at=WEDNESDAY)
    told = opened(Talk(office=place, terms=own).says("予約", "1"))
    assert told == {"利用規約を読む": document, "同意する文を読む": page}


def test_who_reads_easy_words_is_offered_the_easy_edition_first():
    words, terms = WORDS.in_style(easy=True), Terms("2026-11-02", "規約", easy="やさしい 規約")
    told = opened(Talk(words=words, terms=terms).says("予約", "1"))
    assert next(iter(told.items())) == ("やさしい日本語で読む", "https://madoguchi.example/terms/easy")
    assert "やさしい日本語で読む" not in opened(Talk(terms=terms).says("予約", "1"))
    assert "やさしい日本語で読む" not in opened(Talk(words=words).says("予約", "1"))


def test_the_terms_that_we_ship_are_called_a_summary_and_have_an_easy_edition():
    newest = load_terms(OFFICE)[-1]
    assert newest.is_summary
    assert newest.text.splitlines()[0].endswith("要約")
    assert newest.easy.startswith("#")
    assert newest.easy.count("\n## ") == newest.text.count("\n## ") == 14
    for part in (OFFICE.name, OFFICE.terms_signed_by, OFFICE.terms_court, "30", "10分", "Zoom"):
        assert part in newest.easy


def test_all_five_conditions_stand_above_one_yes_and_one_no():
    talk = Talk().says("予約")
    assert all(f"（{mark}）" in talk.bot[-1] for mark in "アイウエオ")
    assert list(talk.buttons()) == ["はい、すべて", "当てはまらないものがある"]
    assert set(Talk().says("予約", "すべて当てはまります").conversation.answers) == {"eligible"}


def test_who_does_not_agree_is_forgotten_and_gets_the_telephone():
    talk = Talk().says("予約", "はい、すべて").taps("同意しない")
    assert not talk.conversation.answers
    assert "093-622-6690" in talk.bot[-1]


@pytest.mark.parametrize(
    ("change", "answer", "shown"),
    [
        ("氏名を変更", "髙橋 花子", "髙橋 花子"),
        ("求職番号を変更", "13010ー87654321", "13010-87654321"),
        ("電話番号を変更", "08011112222", "080-1111-2222"),
    ],
)
def test_any_answer_is_changed_with_one_tap(change, answer, shown):
    talk = booked().taps(change).says(answer)
    assert shown in talk.bot[-1]
    assert "申し込む" in talk.buttons()


def test_changing_the_time_asks_for_day_and_time_again():
    talk = booked().taps("希望日時を変更").taps("12月4日（金）", "10:00").taps("申し込む")
    assert talk.booking.start == tokyo("2026-12-04 10:00")


def test_going_back_takes_the_last_answer_back():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "戻る")
    assert "氏名" in talk.bot[-1]
    assert "name" not in talk.conversation.answers


def test_quitting_forgets_everything():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "やめる")
    assert not talk.conversation.answers
    assert not talk.conversation.flow


def test_a_conversation_left_alone_resumes_where_it_was():
    talk = Talk().says("予約", "1", "1", "山田 太郎").waits(hours=3).says("予約")
    assert set(talk.buttons()) == {"続きから", "最初から"}
    assert "求職番号" in talk.taps("続きから").bot[-1]
    assert "求職登録" in talk.says("最初から").bot[-1]


def test_an_address_of_the_web_is_no_name_however_often_it_is_typed():
    talk = Talk().says("予約", "はい、すべて", "同意する")
    for _ in range(3):
        talk.says("http://evil.example")
        assert "サイトのアドレスに見える" in talk.bot[-1]
    assert "name" not in talk.conversation.answers
    assert "name" in talk.says("J. R. Smith").conversation.answers


def test_what_is_no_name_otherwise_is_taken_when_it_is_typed_twice():
    """The twin: this is what would become of an address."""
    talk = Talk().says("予約", "はい、すべて", "同意する", "0000", "0000")
    assert talk.conversation.answers["name"].mark == "unchecked"


def test_an_answer_after_a_pause_is_taken_as_one():
    talk = Talk().says("予約", "1", "1", "山田 太郎").waits(hours=3).says("13010-12345678")
    assert "電話番号" in talk.bot[-1]


def test_a_conversation_is_forgotten_after_a_day():
    talk = Talk().says("予約", "1", "1", "山田 太郎").waits(hours=25).says("予約")
    assert not talk.conversation.answers


@fault("F54", injected="the time goes between question and answer")
def test_a_time_that_went_meanwhile_leads_to_the_three_nearest():
    talk = booked()
    talk.taken[tokyo("2026-12-03 14:00")] = 2
    talk.taps("申し込む")
    assert "埋まりました" in talk.bot[-1]
    assert list(talk.buttons()) == [
        "12月3日（木） 13:00",
        "12月3日（木） 13:30",
        "12月3日（木） 14:30",
        "キャンセル待ちにする",
    ]
    talk.taps("12月3日（木） 13:30").taps("申し込む")
    assert talk.booking.start == tokyo("2026-12-03 13:30")


def test_a_typed_time_is_echoed_in_words():
    talk = Talk().says("予約", "1", "1", *FIRST_BOOKING, "1", "1", "12/3 14時")
    assert any("12月3日（木）14:00" in text for text in talk.bot[-2:])


@fault("F56", injected="the last button of other answers")
def test_a_final_button_for_other_answers_than_those_held_does_not_apply():
    talk = booked()
    old = talk.buttons()["申し込む"]
    talk.taps("氏名を変更").says("鈴木 一郎")
    talk._act(old)
    assert not talk.effects
    assert "鈴木 一郎" in talk.bot[-1]


@fault("F56", injected="a button of an earlier conversation")
def test_a_button_of_an_earlier_conversation_gets_the_open_question():
    talk = Talk().says("予約")
    old = talk.buttons()["はい、すべて"]
    talk.says("やめる", "予約", "1", "1")
    talk._act(old)
    assert "前の画面" in talk.bot[-2]
    assert "氏名" in talk.bot[-1]


def test_a_sticker_in_the_middle_gets_a_kind_answer_and_the_question_again():
    talk = Talk().says("予約", "1", "1").sends(Sort.STICKER)
    assert "文字かボタン" in talk.bot[-2]
    assert "氏名" in talk.bot[-1]


@fault("F17", injected="a message is taken back")
def test_an_unsent_message_takes_its_answer_along():
    talk = Talk().says("予約", "1", "1", "山田 太郎")
    talk.sends(Sort.UNSEND, message_id=talk.events[-1].message_id)
    assert "name" not in talk.conversation.answers
    assert "山田" not in repr(talk.conversation)


def test_after_two_failed_tries_the_text_is_taken_and_marked():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "13010-12345678", "そのうち", "内線4321です")
    assert talk.conversation.answers["telephone"].mark == "unchecked"
    assert "メールアドレス" in talk.bot[-1]


def test_who_says_after_a_failed_try_that_he_has_no_telephone_is_taken_without_and_marked():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "13010-12345678", "そのうち", "でんわなし")
    assert talk.conversation.answers["telephone"].mark == "telephone_none"
    assert "メールアドレス" in talk.bot[-1]


def test_a_my_number_is_never_kept():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "123456789018", "123456789018", "123456789018")
    assert "number" not in talk.conversation.answers
    assert "123456789018" not in repr(talk.conversation)


def test_who_has_a_booking_is_told_of_it_instead_of_booking_again():
    talk = booked().taps("申し込む").says("予約")
    assert "申込中" in talk.bot[-1]
    assert sum(isinstance(effect, Book) for effect in talk.effects) == 1


@pytest.mark.parametrize("word", ["ヘルプ", "電話", "確認", "変更", "私の記録"])
def test_words_that_work_anywhere_come_back_to_the_open_question(word):
    talk = Talk().says("予約", "1", "1", word)
    assert "氏名" in talk.bot[-1]


@fault("F18", injected="block and unblock")
def test_blocking_marks_the_booking_and_coming_back_lifts_it():
    talk = booked().taps("申し込む").sends(Sort.UNFOLLOW)
    assert not talk.booking.reachable
    assert talk.sends(Sort.FOLLOW).booking.reachable


UP_TO_EMAIL = ("予約", "1", "1", "山田 太郎", "13010-12345678", "090-1234-5678")


@pytest.mark.parametrize("yes", ["はい、直します", "はい", "1", "taro@gmail.com"])
def test_a_likely_typo_in_an_address_is_asked_about_and_put_right_when_wished(yes):
    talk = Talk().says(*UP_TO_EMAIL, "taro@gmail.con")
    assert "taro@gmail.com" in talk.bot[-1]
    assert talk.says(yes).conversation.answers["email"].value == "taro@gmail.com"


@pytest.mark.parametrize("no", ["いいえ、このまま使う", "いいえ", "2"])
def test_an_address_that_looks_like_a_typo_is_kept_when_its_owner_insists(no):
    talk = Talk().says(*UP_TO_EMAIL, "taro@gmail.con").says(no)
    assert talk.conversation.answers["email"].value == "taro@gmail.con"


def test_several_days_get_a_question_back_with_those_that_fit():
    talk = Talk().says(*UP_TO_EMAIL, "taro@example.com", "1", "1", "来週の火曜か水曜の午後")
    labels = list(talk.buttons())
    assert labels
    assert all("12月1日（火）" in label or "12月2日（水）" in label for label in labels)


def test_a_label_typed_with_politeness_counts_as_its_button():
    talk = Talk().says(*UP_TO_EMAIL, "taro@example.com", "職業相談です", "必要ないです")
    assert "希望日時" in talk.bot[-1]


def test_a_my_number_beside_a_name_is_not_kept_either():
    talk = Talk().says("予約", "1", "1", "山田 太郎 123456789018")
    assert "123456789018" not in repr(talk.conversation)


def test_agreeing_to_a_version_that_is_not_in_force_any_more_asks_again():
    talk = Talk().says("予約", "1")
    talk.terms = Terms("2026-12-01", "新しい約束ごと")
    talk.taps("同意する")
    assert talk.conversation.consent is None
    assert talk.taps("同意する").conversation.consent.version == "2026-12-01"


def test_quitting_without_anything_open_does_not_sound_like_cancelling():
    talk = booked().taps("申し込む").says("やめます")
    assert "キャンセル" in talk.bot[-1]
    assert "消しました" not in talk.bot[-1]


def test_who_types_something_odd_at_the_review_can_still_change_by_text():
    talk = booked().says("ちょっと待って", "氏名を変更")
    assert "氏名" in talk.bot[-1]
    assert "name" not in talk.conversation.answers


@pytest.mark.parametrize("day", ["12月5日", "12/23", "今日"])
def test_a_day_that_cannot_be_had_is_named_without_an_hour(day):
    talk = Talk().says(*UP_TO_EMAIL, "taro@example.com", "1", "1", day)
    assert "午" not in talk.bot[-1].splitlines()[0]
