"""What the chat page calls the ledger's rows. A kind or reason that is new shows its code."""

from bot.booking.notices.notice import NoticeState
from bot.booking.rooms.job import LedgerRow

KINDS = {
    "received": "受付のお知らせ",
    "details": "ミーティングIDの案内",
    "day_before": "前日のお知らせ",
    "soon": "まもなく開始のお知らせ",
    "changed": "変更のお知らせ",
    "offered": "日時の提案",
    "cancelled": "取り消しのお知らせ",
    "declined": "お断りのお知らせ",
    "expired": "期限切れのお知らせ",
    "room_late": "番号を準備中のお知らせ",
    "room_open": "部屋の用意（Zoom）",
    "room_change": "部屋の変更（Zoom）",
    "room_close": "部屋の片づけ（Zoom）",
    "attended": "結果のお知らせ（お礼）",
    "no_show": "結果のお知らせ（無断欠席）",
    "excused": "結果のお知らせ（連絡あり欠席）",
    "outcome_corrected": "結果を訂正したお知らせ",
    "refused": "申し込みをお断りするお知らせ",
    "refusal_lifted": "お断りを解除したお知らせ",
    "staff_request": "申し込みの連絡（職員へ）",
    "staff_expiring": "期限が近い連絡（職員へ）",
    "staff_cancelled": "取り消しの連絡（職員へ）",
    "staff_message": "伝言の連絡（職員へ）",
    "message_answered": "伝言への返事",
    "staff_day_note": "当日の連絡（職員へ）",
    "staff_contact": "連絡先の変更の連絡（職員へ）",
}
CHANNELS = {
    "line": "LINE",
    "staff_group": "職員グループ",
    "staff_mail": "職員のメール",
    "mail": "メール",
    "room": "Zoom",
}
STATES = {
    NoticeState.WAITING: "待っています",
    NoticeState.LEASED: "送っています",
    NoticeState.ACCEPTED: "受け付けられました",
    NoticeState.EXPIRED: "送りませんでした",
    NoticeState.UNDELIVERABLE: "届けられませんでした",
    NoticeState.UNKNOWN: "わかりません",
}
REASONS = {
    "superseded": "予約が変わったため",
    "too late": "時機を過ぎたため",
    "a newer one is due": "新しいお知らせがあるため",
}


def kind_of(row: LedgerRow) -> str:
    return KINDS.get(row.kind.value, row.kind.value)


def channel_of(row: LedgerRow) -> str:
    return CHANNELS.get(row.way, row.way)


def state_of(row: LedgerRow) -> str:
    return STATES.get(row.state, row.state.value)


def reason_of(row: LedgerRow) -> str:
    return REASONS.get(row.reason, row.reason)
