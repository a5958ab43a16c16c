"""Words of the console: what a programme officer reads for a state, a verdict or a role, and how urgent it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tone = Literal["ok", "info", "warn", "bad", "quiet"]


@dataclass(frozen=True, slots=True)
class Word:
    """What is shown for a value; `told` says what to do or what it means."""

    name: str
    tone: Tone = "quiet"
    told: str = ""


ROLES: Mapping[str, str] = {
    "editor": "편집자 · 자료를 올리고 준비합니다",
    "publisher": "발행자 · 새 버전을 내고 되돌립니다",
    "operator": "운영자 · 계정과 기록까지 맡습니다",
}
FILE_STATES: Mapping[str, Word] = {
    "ok": Word("읽음", "ok"),
    "ok with warnings": Word("읽음, 확인 필요", "warn", "읽은 글에서 빠지거나 어긋난 곳이 없는지 보세요."),
    "password": Word("비밀번호", "bad", "비밀번호를 풀고 저장해서 다시 올리세요."),
    "distribution": Word("배포용 문서", "bad", "배포용이 아닌 원본이나 PDF로 다시 올리세요."),
    "scan": Word("스캔한 그림", "bad", "글자가 든 파일로 다시 저장해서 올리세요."),
    "garbled": Word("글자 깨짐", "bad", "다른 형식(PDF, DOCX, HWPX)으로 저장해서 다시 올리세요."),
    "damaged": Word("읽지 못함", "bad", "파일을 열어 보고 다시 저장해서 올리세요."),
    "too big": Word("너무 큼", "bad", "나누거나 줄여서 다시 올리세요."),
    "unsupported": Word("모르는 형식", "bad", "HWP, HWPX, PDF, DOCX, XLSX, PPTX, HTML, 글 파일로 올리세요."),
}
KINDS: Mapping[str, str] = {"text": "글", "url": "웹 페이지"}
VERDICTS: Mapping[str, Word] = {
    "turned wrong": Word("틀려짐", "bad", "지금은 맞게 답하는데 새 버전은 틀립니다. 이대로는 낼 수 없습니다."),
    "lost": Word("답을 잃음", "warn", "지금은 답하는데 새 버전은 답하지 못합니다."),
    "still wrong": Word("여전히 틀림", "warn", "지금도 새 버전도 틀립니다. 문서나 확인 질문을 고치세요."),
    "changed": Word("바뀜", "info", "답이 달라졌습니다. 뜻한 대로인지 보세요."),
    "gained": Word("새로 답함", "ok"),
    "fixed": Word("고쳐짐", "ok"),
    "new": Word("처음 물음", "quiet"),
    "right": Word("맞음", "ok"),
    "same": Word("그대로", "quiet"),
}
FINE_VERDICTS = ("fixed", "new", "right", "same")
"""What nobody has to look at one by one; a golden question that is wrong says why and is looked at all the same."""
STATUSES: Mapping[str, Word] = {
    "answered": Word("답변", "ok"),
    "unknown": Word("자료에 없음", "warn"),
    "clarify": Word("되물음", "info"),
    "refused": Word("거절", "quiet"),
}
SUSPICIONS: Mapping[str, Word] = {
    "instruction": Word("챗봇에게 시키는 말", "bad", "누가 왜 적었는지 확인하고 지우세요."),
    "personal data": Word("개인정보", "warn", "공개해도 되는 것인지 확인하고, 아니면 지우세요."),
}
SOURCE_KINDS: Mapping[str, str] = {
    "programme": "함께 온 기본 자료",
    "folder": "폴더",
    "file": "파일",
    "url": "웹 주소",
    "uploads": "직원이 올린 파일",
}
CHANNELS: Mapping[str, str] = {"web": "웹", "telegram": "텔레그램", "cli": "명령줄", "api": "API"}
RUN_OUTCOMES: Mapping[str, Word] = {
    "published": Word("냄", "ok"),
    "prepared": Word("준비됨", "info"),
    "blocked": Word("검문에서 멈춤", "warn"),
    "dropped": Word("버림", "quiet"),
    "failed": Word("실패", "bad"),
}
DRAFT_STATES: Mapping[str, Word] = {
    "open": Word("올리는 중", "quiet", "파일이나 주소를 더하고 읽은 것을 확인하세요."),
    "reading": Word("읽는 중", "info"),
    "preparing": Word("준비하는 중", "info"),
    "ready": Word("낼 수 있음", "ok", "보고서와 검문을 보고 내세요."),
    "blocked": Word("검문에서 멈춤", "bad", "자료를 고치거나, 까닭을 적고 내세요."),
    "failed": Word("준비하지 못함", "bad", "까닭을 보고 다시 준비하세요."),
    "interrupted": Word("중단됨", "warn", "올린 것은 그대로 있습니다. 다시 준비하세요."),
    "outdated": Word("다시 준비해야 함", "warn", "그 사이에 다른 버전이 나갔습니다."),
    "published": Word("냄", "ok"),
    "discarded": Word("버림", "quiet"),
}

STANDINGS: Mapping[str, Word] = {
    "new": Word("새 파일", "ok"),
    "changed": Word("바뀐 파일", "info"),
    "same": Word("그대로", "quiet"),
}
"""How a file stands to the version in force."""
MISSING: Mapping[str, str] = {"published": "펴낸 날", "publisher": "펴낸 곳"}
AUDIT_ACTIONS: Mapping[str, str] = {
    "sign_in": "로그인",
    "sign_out": "로그아웃",
    "create_draft": "초안 만들기",
    "add_files": "파일 올리기",
    "remove_file": "파일 빼기",
    "describe_file": "파일 설명 적기",
    "add_url": "주소 더하기",
    "remove_url": "주소 빼기",
    "drop_source": "자료 빼기",
    "undrop_source": "자료 다시 넣기",
    "set_note": "한 줄 고치기",
    "write_document": "문서 쓰기",
    "prepare_draft": "준비하기",
    "cancel_draft": "준비 그만두기",
    "publish_draft": "새 버전 내기",
    "discard_draft": "초안 버리기",
    "reopen_draft": "초안 다시 열기",
    "rollback": "되돌리기",
    "add_account": "계정 만들기",
    "change_account": "계정 바꾸기",
    "set_role": "역할 바꾸기",
    "set_password": "비밀번호 바꾸기",
    "disable_account": "계정 못 쓰게 하기",
    "enable_account": "계정 다시 쓰게 하기",
    "create_token": "토큰 만들기",
    "revoke_tokens": "토큰 끊기",
    "save_golden": "확인 질문 저장",
    "delete_golden": "확인 질문 지우기",
    "check_golden": "확인 질문 물어보기",
    "add_golden": "확인 질문 쓰기",
    "replace_golden": "확인 질문 고치기",
    "make_golden": "답을 확인 질문으로",
    "try_question": "물어보기",
    "draft_for_gap": "질문으로 문서 초안 쓰기",
    "export_questions": "질문 표 받기",
}
"""What somebody did, by the name of its route."""
AUDIT_OUTCOMES: Mapping[str, Word] = {
    "done": Word("함", "ok"),
    "refused": Word("막힘", "warn"),
    "failed": Word("실패", "bad"),
}
AUDIT_DETAILS: Mapping[str, str] = {
    "role": "역할",
    "account": "계정",
    "note": "한 줄",
    "force": "까닭",
    "name": "이름",
    "draft": "초안",
    "files": "파일 수",
    "version": "버전",
    "before": "앞 버전",
    "reason": "까닭",
    "rows": "줄 수",
    "questions": "질문 수",
    "origin": "자료",
    "golden": "확인 질문",
}


def word_of(words: Mapping[str, Word], value: str | None) -> Word:
    """The word for a value; one that is not known yet is shown as it is."""
    return words.get(value or "", Word(value or "없음"))
