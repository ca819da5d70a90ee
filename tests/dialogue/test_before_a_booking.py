"""What is typed before there is a booking: two things in one text, a line of the card, a name amid remarks."""

import pytest

from bot.dialogue.reading import Value, read_name
from tests.dialogue.talks import at, last, value
from tests.make import tokyo
from tests.talk import Talk

CARD = "申し込みの内容です。"


def held(talk: Talk) -> dict[str, str]:
    return {name: answer.value for name, answer in talk.conversation.answers.items()}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("同意します。山田太郎です", {"name": "山田太郎"}),
        ("山田太郎です同意します", {"name": "山田太郎"}),
        ("同意します。名前は山田です", {"name": "山田"}),
        ("はい同意しますので電話番号は09011112222です", {"telephone": "090-1111-2222"}),
        ("同意します。山田太郎 090-1111-2222", {"name": "山田太郎", "telephone": "090-1111-2222"}),
        ("同意します、12月3日の14時で", {"day": "2026-12-03", "time": "2026-12-03T14:00:00+09:00"}),
        ("同意します。12月4日希望", {"day": "2026-12-04"}),
        ("返事遅くなってすみません、同意します", {}),
        ("すみません遅れました！同意します", {}),
        ("おっけー同意！名前は松本ゆいです", {"name": "松本ゆい"}),
        ("同意します　明日の10時空いてますか", {"day": "2026-11-26", "time": "2026-11-26T10:00:00+09:00"}),
        ("同意します。録画しません", {}),
        ("同意します。昨日登録しました", {}),
        ("同意します。息子の山田一郎です", {}),
        ("同意します、息子の分です", {}),
    ],
)
def test_what_is_told_with_a_plain_yes_to_the_terms_is_kept(said, told):
    talk = at("consent").says(said)
    assert held(talk) == {"eligible": "all", "consent": "agree", **told}


def test_a_part_of_a_day_that_is_told_with_the_yes_is_asked_within():
    talk = at("consent").says("同意します！あと12月4日の午後希望です")
    assert "このあとうかがいます" in last(talk, 2)
    talk.says("山田太郎", "わからない", "093-661-1111", "なし").taps("職業相談", "必要ない")
    assert {label[:6] for label in talk.buttons()} == {"12月4日（"}


def test_what_is_told_with_the_conditions_waits_for_the_terms():
    talk = at("eligible").says("はい全部あてはまります。山田太郎です")
    assert "次のことを読み取りました：氏名" in last(talk)
    assert value(talk, "name") == "山田太郎"
    assert value(talk, "consent") == ""


@pytest.mark.parametrize(
    "said",
    [
        "同意するか迷っています。山田太郎です",
        "同意しますか？山田太郎ですが",
        "もう同意しました。山田太郎です",
        "はい、山田太郎と申します",
        "同意します。でも録画は嫌です",
        "同意しますが山田太郎は同意しません",
        *("同意しますか　明日の10時空いてますか", "不同意！名前は松本ゆいです", "遅れたら取り消しですか、同意します"),
        *("全部読みました。特に問題ないです、同意", "特にないです"),
        "録画は嫌です",
        "録画されるんですか？されないなら同意します",
    ],
)
def test_what_is_no_plain_yes_agrees_to_nothing_and_deletes_nothing(said):
    talk = at("consent").says(said)
    assert value(talk, "consent") == ""
    assert value(talk, "eligible") == "all"


@pytest.mark.parametrize("said", ["同意しません", "同意しません。山田太郎です", "いやです"])
def test_a_plain_no_to_the_terms_still_ends_it(said):
    assert at("consent").says(said).conversation.answers == {}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("漢字出ないのでひらがなで　やまだたろう", "やまだたろう"),
        ("すみません漢字が出なくて やまだたろう", "やまだたろう"),
        ("カタカナで失礼します　ヤマダ タロウ", "ヤマダ タロウ"),
        ("やまだたろうです。漢字が出ません", "やまだたろう"),
        ("ローマ字で Yamada Taro", "Yamada Taro"),
        ("結婚して佐藤になりました", "佐藤"),
        ("佐藤美咲ですけど旧姓の鈴木で登録してるかもしれません", "佐藤美咲"),
        ("なまえは さとうみさき です　むすめです", "さとうみさき"),
        ("むすめです　さとうみさき", "さとうみさき"),
        ("山田太郎です。息子が代わりに入力しています", "山田太郎"),
        ("渡邊のなべは難しいほうの邊です、渡邊裕子", "渡邊裕子"),
        ("たかはしです。高い橋のたかはし", "たかはし"),
        ("高橋です。はしご高です", "高橋"),
        ("返信遅くなりすみません、山田太郎です", "山田太郎"),
        ("かなでです", "かなで"),
        ("鈴木一朗（一郎じゃなくて朗のほうです）", "鈴木一朗"),
        ("私の名前？田中ヨシ子ですけど", "田中ヨシ子"),
        ("すみません漢字まちがえました　齋藤健です", "齋藤健"),
        ("髙橋です、はしごの髙", "髙橋"),
        ("わたくし松本結衣と申す者でございます", "松本結衣"),
        ("私市太郎です", "私市太郎"),
        ("吉田ですぅ", "吉田"),
        ("藤田春樹、ハルキのキは樹木の樹", "藤田春樹"),
        ("母ですが、藤田春樹の件で", "藤田春樹"),
        ("さっき間違えて送った、松本結衣", "松本結衣"),
        ("すみません遅くなりました、小林健です", "小林健"),
        ("ひらがなでもよかですか　いのうえまお", "いのうえまお"),
        ("はい、大橋と申します、よろしくどうぞ", "大橋"),
    ],
)
def test_a_name_is_found_amid_what_is_said_of_it(said, name):
    assert value(at("name").says(said), "name") == name


@pytest.mark.parametrize(
    "said",
    [
        *(
            "漢字が出ません",
            "松本です〜ゆいは結ぶに衣です",
            "さっき間違えました、すみません",
            "漢字が出ませんやまだたろう",
            "ひらがなでいいですか",
            "ひらがなで書きます",
            "カタカナで",
            "本人です",
        ),
        *(
            "結婚して無職になりました",
            "離婚して母子家庭になりました",
            "結婚して専業主婦になりました",
            "渡辺です。どの字ですか",
        ),
    ],
)
def test_what_is_said_of_a_name_is_none(said):
    assert not isinstance(read_name(said), Value)
    assert value(at("name").says(said), "name") == ""


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("漢字は山田太朗です", "山田太朗"),
        ("漢字は太朗です", "山田 太朗"),
        ("名前の漢字がちがう　太朗です", "山田 太朗"),
        ("名前間違えた山田太朗です", "山田太朗"),
        ("名前ちがった山田花子です", "山田花子"),
        ("結婚して佐藤になりました", "佐藤 太郎"),
    ],
)
@pytest.mark.parametrize("question", ["number", "review"])
def test_a_name_that_is_told_anew_is_not_asked_for_again(question, said, name):
    assert value(at(question).says(said), "name") == name


@pytest.mark.parametrize("said", ["漢字は高橋美咲です", "漢字は苦手です"])
def test_other_kanji_are_not_taken_for_those_of_the_name(said):
    assert value(at("number").says(said), "name") == "山田 太郎"


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        ("telephone", "夫の携帯でもいいですか 080-1111-2222", "080-1111-2222"),
        ("telephone", "080-1111-2222 これでいいですか", "080-1111-2222"),
        ("number", "紙には13010-12345678って書いとるけどこれでええと？", "13010-12345678"),
        ("email", "会社のアドレスでもいいですか taro@example.co.jp", "taro@example.co.jp"),
        ("telephone", "093-622-6690は窓口の番号で合ってますか", ""),
        ("telephone", "090-1111-2222じゃなくてもいいですか", ""),
        ("telephone", "090-1111-2222に電話しないでもいいですか", ""),
        ("email", "taro@example.co.jpは使わなくてもいいですか", ""),
    ],
)
def test_a_value_of_which_is_asked_whether_it_will_do_is_taken_with_a_yes(question, said, kept):
    talk = at(question).says(said)
    assert question not in talk.conversation.answers
    assert ("はい、それで" in talk.buttons()) == bool(kept)
    assert value(talk.says("はい"), question) == kept


@pytest.mark.parametrize("question", ["number", "telephone", "email"])
@pytest.mark.parametrize(("said", "is_taken"), [("大丈夫です", True), ("いいえ", False), ("やっぱりなしで", False)])
def test_only_a_yes_takes_it(question, said, is_taken):
    told = {"number": "40010-1234567", "telephone": "080-1111-2222", "email": "hanako@example.com"}[question]
    talk = at(question).says(f"{told} これでいいですか").says(said)
    assert (value(talk, question) == told) == is_taken
    assert talk.says(told).conversation.answers[question].value == told


def test_a_tap_takes_it():
    talk = at("telephone").says("夫の携帯でもいいですか 080-1111-2222")
    assert "ご家族" in last(talk)
    assert value(talk.taps("はい、それで"), "telephone") == "080-1111-2222"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("一番下のやつ違う", "time"),
        ("一番上が違ってました", "name"),
        ("上から3番目が違う", "telephone"),
        ("下から2番目を直したい", "support"),
        ("お母さんの番号に変えて", "telephone"),
        ("固定電話に変えたい", "telephone"),
        ("メールアドレスのとこ、gmailじゃなくてyahooでした", "email"),
        ("会社のアドレスに変えたい", "email"),
        ("電話を家のに変えて", "telephone"),
        ("携帯じゃなくて家の電話にしてください", "telephone"),
        ("090のほうじゃなくて固定電話にしたい", "telephone"),
    ],
)
def test_the_line_of_the_card_that_is_meant_is_asked_for_and_may_stay(said, asked):
    talk = at("review")
    before = held(talk)
    talk.says(said)
    assert asked not in talk.conversation.answers
    assert held(talk.says("そのままで")) == before
    assert CARD in last(talk)


@pytest.mark.parametrize(
    "said",
    [
        *("一番上は間違ってない", "一番上が違う？", "一番上", "10番目が違う", "下から9番目が違う"),
        *(
            "携帯に電話してください",
            "家の電話にかけてください",
            "会社の電話には連絡しないで",
            "パソコンじゃなくて携帯にしたい",
        ),
        *(
            "お母さんの番号に変えないで",
            "固定電話に変えられますか？",
            "gmailじゃなくてもいいですか",
            "1400じゃなくて1500",
            "さっきと同じで",
            "前と同じ内容でお願いします",
        ),
        *("夕方がよかったら教えてください", "12月3日14時でよかったです", "これ消して最初から"),
    ],
)
def test_nothing_of_the_card_is_changed_or_sent_on_a_guess(said):
    talk = at("review")
    before = held(talk)
    talk.says(said)
    assert held(talk) == before
    assert talk.effects == []


def test_who_wants_to_begin_anew_is_asked_before_anything_is_forgotten():
    talk = at("review").says("これ消して最初から")
    assert "最初から" in "".join(talk.every_button())
    assert value(talk, "name") == "山田 太郎"


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("3時がよかった", "2026-12-03T15:00:00+09:00"),
        ("4日にしたかった", "2026-12-04T14:00:00+09:00"),
        ("本当は金曜がよかったです", "2026-12-04T14:00:00+09:00"),
        ("午前がよかった", ""),
        ("時間は夕方がよかった", ""),
    ],
)
def test_a_wish_in_the_past_is_one(said, time):
    talk = at("review").says(said)
    assert value(talk, "time") == time
    assert value(talk, "day") == (time or "2026-12-03")[:10]


@pytest.mark.parametrize(
    ("said", "support", "language"),
    [
        ("通訳いらないって言ったけどやっぱり中国語お願いしたい", "interpreter", "chinese"),
        ("通訳なしにしたけどやっぱり手話でお願いします", "sign_language", ""),
        ("通訳はいりません", "none", ""),
    ],
)
def test_an_answer_that_is_over_is_not_taken_for_the_last_word(said, support, language):
    talk = at("review").says(said)
    assert (value(talk, "support"), value(talk, "language")) == (support, language)


@pytest.mark.parametrize(
    ("question", "said", "key"),
    [
        ("day", "行けるかまだわからない", "answers.later.text"),
        ("day", "まだバイトのシフトが出てないので来週末にならないとわからない", "answers.later.text"),
        ("day", "土日しか休みないんですけど", "answers.saturday.text"),
        ("time", "まだ決められない", "answers.later.text"),
        ("telephone", "自分の番号ってどうやって見るの", "answers.telephone_form.text"),
        ("day", "面接が来週あるので練習したい", "heard.purpose_besides"),
        ("time", "書類を見てほしい", "heard.purpose_besides"),
        ("time", "電話できないので困ってます", "heard.calls"),
        ("time", "この日やっぱりダメだった", "book.day.ask"),
        ("time", "その日は仕事が入った", "book.day.ask"),
        ("time", "この日なら無理じゃない", "book.day.retry.unclear"),
        ("day", "来週はまだわからないので再来週で", "book.day.retry.ask"),
        ("day", "来週の水曜にならないとわからないので木曜で", "book.day.retry.ask"),
        ("day", "土日以外がいい", "heard.others"),
        ("day", "12月3日に面接の練習したい", "book.time.ask"),
    ],
)
def test_what_is_said_at_a_list_and_names_nothing_of_it_is_answered(question, said, key):
    assert key in {say.key for say in at(question).says(said).said}


@pytest.mark.parametrize(
    ("question", "said"),
    [("time", "今日は電話できないので10時にして"), ("day", "日中は電話に出られないので12月3日の10時で")],
)
def test_what_is_said_of_calls_before_a_time_is_no_day(question, said):
    assert value(at(question).says(said), "time") == "2026-12-03T10:00:00+09:00"


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("火曜の午前に変えたい", "12月8日（火） 10:00"),
        ("火曜10時", "12月8日（火） 10:00"),
        ("火曜", "12月8日（火）"),
        ("明日の午前", "12月2日（水） 10:00"),
        ("12月1日の火曜", "12月2日（水） 10:00"),
    ],
)
def test_the_next_such_weekday_is_offered_where_the_coming_one_is_closed(said, first):
    talk = at("day", Talk(now=tokyo("2026-11-30 17:30"))).says(said)
    assert "締め切りました" in last(talk)
    assert next(iter(talk.buttons())) == first
    assert "12月2日（水） 10:00" in talk.buttons()


@pytest.mark.parametrize(
    "said", ["求職番号の欄が空白です", "ハロワのカードどっかいった💦", "カードは実家に置いてきました"]
)
def test_a_card_that_can_not_be_found_is_a_number_that_is_not_known(said):
    talk = at("number").says(said)
    assert talk.conversation.answers["number"].mark == "number_unknown"


@pytest.mark.parametrize("said", ["名前が書いてないです", "どこに書いてありますか", "どこにありますか"])
def test_who_asks_where_it_stands_has_not_lost_it(said):
    assert "number" not in at("number").says(said).conversation.answers


def test_the_given_name_that_was_left_out_is_put_behind_the_family_name():
    told = "ごめん名前のとこ苗字しか書いてない　太郎です"
    assert value(at("name").says("山田", told), "name") == "山田 太郎"
    assert value(at("number").says(told), "name") == "山田 太郎"  # held whole already


@pytest.mark.parametrize("said", ["13010-1234 5678", "１３０１０－１２３４　５６７８"])
def test_a_number_of_which_the_end_stands_apart_is_taken_whole(said):
    assert value(at("number").says(said), "number") == "13010-12345678"


def test_what_else_stands_behind_a_number_is_no_part_of_it():
    talk = at("number").says("13010-1234567 090-1111-2222")
    assert (value(talk, "number"), value(talk, "telephone")) == ("13010-1234567", "090-1111-2222")
    talk = at("number").says("13010-1234567 12/3 14:00")
    assert (value(talk, "number"), value(talk, "time")) == ("13010-1234567", "2026-12-03T14:00:00+09:00")


@pytest.mark.parametrize(
    ("question", "said", "number"),
    [
        ("email", "さっきの番号13010じゃなくて13020でした", "13020-12345678"),
        ("review", "13010じゃなくて13020", "13020-12345678"),
        ("review", "1234じゃなくて4321です", "13010-12345678"),  # stands in the telephone number, too
        ("day", "1400じゃなくて1500", "13010-12345678"),
    ],
)
def test_some_digits_are_put_right_where_they_stand_once(question, said, number):
    talk = at(question).says(said)
    assert (value(talk, "number"), value(talk, "telephone")) == (number, "090-1234-5678")


@pytest.mark.parametrize(
    "said",
    [
        *(
            "めーるはつかわない",
            "いらんやろメール",
            "アドレス長いから後で",
            "迷惑メールばっかりだから登録したくない",
            "nashi",
        ),
        *("メールは後で教えます",),
    ],
)
def test_who_has_no_address_to_tell_goes_on_without(said):
    assert at("email").says(said).conversation.answers["email"].mark == "mail_none"


@pytest.mark.parametrize(
    "said",
    [
        "メールは使わないといけませんか",
        "メールっているの？",
        "教えたくない",
        "アドレスは後で変えられますか",
        "メールより電話のほうがいい",
        "めーるはつかえますか",
    ],
)
def test_who_asks_of_the_address_or_would_rather_be_called_is_answered(said):
    talk = at("email").says(said)
    assert "email" not in talk.conversation.answers
    assert ".retry." not in talk.said[0].key


def test_a_remark_on_how_an_address_is_written_leaves_it_one():
    talk = at("email").says("taro_yamada123@yahoo.co.jp(大文字じゃないです)")
    assert value(talk, "email") == "taro_yamada123@yahoo.co.jp"
    assert "email" not in at("email").says("taro@example.comじゃないです").conversation.answers


@pytest.mark.parametrize(
    "said", ["番号変わったばっかで覚えてない", "わかりません", "でんわはにがてなのでめーるがいいです"]
)
def test_who_does_not_know_his_telephone_number_hears_how_it_goes_on(said):
    talk = at("telephone").says(said)
    assert talk.said[0].key == "heard.no_telephone"
    assert "telephone" not in talk.conversation.answers


def test_when_nobody_is_at_home_is_no_wish_for_a_time():
    talk = at("telephone").says("自宅は093-671-0000ですが昼は誰もいません")
    assert value(talk, "telephone") == "093-671-0000"
    assert "day" not in talk.conversation.held


@pytest.mark.parametrize(
    ("question", "said", "shown"),
    [
        ("time", "昼ごはん食べてからがいい", "12月3日（木） 13:00"),
        ("time", "昼ごはんの時間は避けたい", "12月3日（木） 10:00"),
        ("day", "できれば今週中、無理なら来週頭", "11月26日（木）"),
    ],
)
def test_a_wish_behind_another_is_offered(question, said, shown):
    assert next(iter(at(question).says(said).buttons())) == shown


@pytest.mark.parametrize(
    "said", ["全部OKなんでよろしく👍", "違うんでお願いします", "よくないんでお願いします", "3時がいいんでお願いします"]
)
def test_what_is_not_plainly_the_last_word_sends_nothing(said):
    assert at("review").says(said).effects == []


def test_a_plain_last_word_with_its_reason_sends():
    assert at("review").says("これでいいんでお願いします").effects


def test_who_has_nothing_against_the_terms_is_not_asked_whether_he_refuses():
    assert "「同意する」ということで" in last(at("consent").says("全部読みました。特に問題ないです、同意"))


@pytest.mark.parametrize(
    ("question", "said", "about", "told"),
    [
        ("email", "電話番号変えてもいい？080-7777-8888", "telephone", "080-7777-8888"),
        ("review", "メール変えられますか hanako@example.com", "email", "hanako@example.com"),
    ],
)
def test_who_asks_whether_an_earlier_answer_may_be_another_says_yes_to_that(question, said, about, told):
    before = value(at(question), about)
    assert value(at(question).says(said), about) == before
    assert value(at(question).says(said, "いいえ"), about) == before
    talk = at(question).says(said, "はい")
    assert value(talk, about) == told
    assert talk.effects == []


def test_a_name_that_is_put_right_beside_the_answer_is_taken_with_it():
    talk = at("number").says("13010-1234567 名前は小林健に変えてください")
    assert (value(talk, "number"), value(talk, "name")) == ("13010-1234567", "小林健")


def test_who_has_neither_number_nor_address_is_asked_for_neither():
    answers = at("number").says("求職番号もメールアドレスもないです").conversation.answers
    assert (answers["number"].mark, answers["email"].mark) == ("number_unknown", "mail_none")
    assert "number" not in at("number").says("求職番号もメールアドレスもいりますか").conversation.answers


@pytest.mark.parametrize(("question", "said"), [("telephone", "この電話でいいです"), ("email", "さっきと同じ")])
def test_a_value_that_is_only_pointed_at_is_asked_for(question, said):
    talk = at(question).says(said)
    assert talk.said[0].key == "heard.only_it"
    assert question not in talk.conversation.answers


@pytest.mark.parametrize("said", ["1301012345678かな", "13010-12345678かな？"])
def test_who_wonders_at_the_end_of_a_number_tells_it(said):
    assert value(at("number").says(said), "number") == "13010-12345678"


def test_an_address_stands_behind_its_provider():
    talk = at("email").says("ドコモのアドレスでkobayashi.ken@docomo.ne.jp")
    assert value(talk, "email") == "kobayashi.ken@docomo.ne.jp"


@pytest.mark.parametrize(
    ("question", "said", "shown"),
    [
        ("day", "テストが5日までなのでそれ以降で", "12月7日（月）"),
        ("day", "8日まで旅行なんでその後がいいです", "12月9日（水）"),
        ("day", "8日は通院だから9日", "10:00"),
        ("day", "8日は休みだから8日か9日", "12月8日（火）"),
        ("time", "14時だとバスに間に合わないから14時半", "12月3日（木） 14:30"),
    ],
)
def test_what_keeps_somebody_busy_is_no_time_that_he_wishes_for(question, said, shown):
    assert next(iter(at(question).says(said).buttons())) == shown


def test_who_asks_whether_he_may_choose_the_time_hears_the_hours():
    assert at("day").says("あ、時間帯って選べるの？").said[0].key == "answers.hours.text"


def test_how_a_name_is_told_to_be_the_right_one_is_no_part_of_it():
    talk = at("number").says("40010-1234567、あと名前は吉田雅子のほうが正しいです")
    assert (value(talk, "number"), value(talk, "name")) == ("40010-1234567", "吉田雅子")


@pytest.mark.parametrize(
    ("said", "asked"),
    [("名前と電話番号間違ってました", {"name", "telephone"}), ("メールと日時を変えたい", {"email", "day", "time"})],
)
def test_all_lines_that_are_named_are_asked_for_and_each_may_stay(said, asked):
    talk = at("review")
    before = held(talk)
    talk.says(said)
    assert before.keys() - held(talk).keys() == asked
    assert held(talk.says(*["そのままで"] * len(asked - {"day"}))) == before


@pytest.mark.parametrize(
    "said", ["名前と電話番号は間違ってません", "名前と電話番号間違ってた？", "メールいらなかったら消していい？"]
)
def test_who_asks_or_denies_it_changes_no_line(said):
    talk = at("review")
    before = held(talk)
    assert held(talk.says(said)) == before


def test_an_address_goes_with_a_yes_to_whether_it_may():
    talk = at("review").says("メールいらなかったら消していい？", "はい")
    assert talk.conversation.answers["email"].mark == "mail_none"
    assert talk.effects == []


@pytest.mark.parametrize(
    ("question", "said", "is_wished"),
    [
        ("time", "14時は無理？", True),
        ("day", "水曜は無理？", True),
        ("time", "14時は無理", False),
        ("day", "水曜は無理なんですけど", False),
    ],
)
def test_a_time_of_which_is_asked_whether_it_can_not_be_had_is_wished_for(question, said, is_wished):
    labels = " ".join(at(question).says(said).buttons())
    assert ("14:00" in labels or "（水）" in labels) == is_wished


def test_who_asks_for_a_time_at_noon_is_shown_it():
    assert "12月3日（木） 12:00" in at("time").says("お昼は空いてますか").buttons()
    assert at("time").says("12時半はお昼休みですか？").said[0].key == "answers.hours.text"
