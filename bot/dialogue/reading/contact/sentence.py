"""Sentences that stand where a name is asked for: words that no name holds, and endings that few names have."""

import re

# What people write about; in no name.
WORDS = re.compile(
    r"電話|予約|番号|取り?消|キャンセル|変更|送信|申し?込|確認|確定|面接|質問|登録|同意|承諾|規約|条件|窓口|職員|求職|求人|連絡|返事|返信|入力"
    r"|画面|日時|日程|時間|ふりがな|フリガナ|ローマ字|スペース|読み方|名前|なまえ|氏名|どうでも|めんどう|面倒|再開|途中|だけで(?:いい|良|よ|大丈夫)"
    r"|めんせつ|よやく|でんわ|手話|通訳|つうやく|介助|不要|相談"
    r"|ひらがな|平仮名|カタカナ|かたかな|片仮名|アルファベット|英字|旧姓|通称|楷書|新字|旧字|大文字|小文字"
    r"|職業訓練|就職|転職|失業|雇用保険|履歴書|職務経歴|メール(?:が|は|も|まだ)?(?:来|こな|届)"
    r"|ハローワーク|職安|紹介|会社|仕事|無職|スマホ|携帯|パソコン|ペンネーム|ニックネーム|あだ名|本名|偽名|昼休み|勤務先|生年月日|誕生日"
)
# Endings of what is done, wished or forbidden, beginnings of what is thought over. Whose name looks so says it again.
LOOKS = re.compile(
    r"[いきぎしちにびみりえけせてねべめれげ見来続](?:ます|ましょう|ました|ません)(?:ね|よ|が)?$"
    r"|[ぁ-ん一-龥]{2}(?:たい|ない|ないで|ずに|ください|ほしい|して|する|だめ|けど|ので|のに|かも|って)$"
    r"|^(?:ちょっと|やっぱ|やはり|とりあえず|なんで|なぜ|どうして|だから|いや[だでや]|うるさ|もう(?:いい|や[だめ]|無理))"
    r"|(?:迷|悩)[うっい]|[一-龥ァ-ヶー][はがをにで][一-龥ァ-ヶ]|なんて|なんか|さん(?:の|に|は|が|から|を|と)|でも?(?:いい|良い|よい)(?:です)?$"
    r"|[一-龥ァ-ヶ][ぁ-ん]{0,2}[うくすつぬむぐぶる]かな[ぁあー〜]*$|(?:聞|訊|知|教わ|話|頼|尋ね|伺)[いきりしみ]?たい"
    r"|^[一-龥]{1,2}い(?:ね|な|よ|わ|なあ|ですね?)$"
    r"|^[一-龥]{2,4}[市県区](?:[一-龥]{1,4}[区町])?$"
)


def is_never_a_name(text: str) -> bool:
    """Say whether a text holds what no name does."""
    return bool(WORDS.search(text))


def looks_like_a_sentence(text: str) -> bool:
    """Say whether a text begins or ends as hardly any name does."""
    return bool(LOOKS.search(text))
