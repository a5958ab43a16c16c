import json

import pytest

from knowledge.settings import KnowledgeSettings
from tests.command_line.conftest import Run, Start
from tests.language_model_server import scripted
from tests.staff_folder import TinyProgramme

ANSWER_FIELDS = {
    "answer_id", "status", "text", "language", "knowledge_version", "citations", "suggestions", "contact",
    "completeness", "as_of", "writer", "fallback", "campuses", "tracks", "asked", "subject",
}  # fmt: skip
CITATION_FIELDS = {
    "number", "passage_id", "source_id", "title", "publisher", "url", "published", "valid_until", "confidence", "quote",
}  # fmt: skip


def test_an_answer_is_shown_with_its_sources_and_their_date(run: Run, settings: KnowledgeSettings) -> None:
    ended = run("ask", "강남", "캠퍼스는", "무슨", "특화야?", settings=settings)
    assert ended.exit_code == 0
    assert "로봇" in ended.stdout.splitlines()[0]
    assert "[1]" in ended.stdout.split("출처")[0]
    assert "\n[1] " in ended.stdout.split("출처")[1]
    assert "(2025-11-11)" in ended.stdout
    assert "기준일: 2025-11-11" in ended.stdout
    assert "\x1b" not in ended.output


def test_json_is_the_whole_answer_and_nothing_else(run: Run, settings: KnowledgeSettings) -> None:
    ended = run("ask", "-", "--json", settings=settings, typed="Where is the Mapo campus?\n")
    answer = json.loads(ended.stdout)
    assert set(answer) == ANSWER_FIELDS
    assert (answer["status"], answer["language"]) == ("answered", "en")
    assert answer["citations"]
    assert all(set(citation) == CITATION_FIELDS for citation in answer["citations"])


def test_a_language_model_writes_where_one_is_named(run: Run, published: TinyProgramme) -> None:
    with scripted() as (_, address):
        model = {"SESAC_LLM": "openai:scripted", "SESAC_LLM_BASE_URL": address}
        ended = run("ask", "수강료 얼마야?", "--json", settings=published.settings, **model)
    answer = json.loads(ended.stdout)
    assert (answer["writer"], answer["fallback"]) == ("openai:scripted", None)
    assert answer["citations"]


def test_without_its_language_model_an_answer_quotes_and_says_so(run: Run, published: TinyProgramme) -> None:
    model = {"SESAC_LLM": "openai:gone", "SESAC_LLM_BASE_URL": "http://127.0.0.1:9/v1", "SESAC_LLM_MAX_RETRIES": "0"}
    ended = run("ask", "수강료 얼마야?", settings=published.settings, **model)
    assert ended.exit_code == 0
    assert "무료" in ended.stdout
    assert "언어 모델의 글을 쓸 수 없어 자료의 문장을 그대로 보여 드립니다." in ended.stdout


def conversation(run: Run, published: TinyProgramme, *lines: str | bytes) -> list[dict[str, object]]:
    typed = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    ended = run("chat", "--json", settings=published.settings, typed=typed)
    assert ended.exit_code == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_conversation_is_remembered_until_it_is_begun_anew_and_ends_when_told(
    run: Run, published: TinyProgramme
) -> None:
    lines = ("강남 캠퍼스는 무슨 특화야?", "거기 어떻게 가?", "", "/새로", "거기 어떻게 가?", "/끝", "수강료 얼마야?")
    first, second, anew = conversation(run, published, *lines)
    assert first["campuses"] == second["campuses"] == ["gangnam"]
    assert anew["campuses"] == []


def test_whatever_is_typed_into_a_conversation_is_answered_or_explained(run: Run, published: TinyProgramme) -> None:
    odd = (
        b"\xff\xfe\x00",
        "ㅋ",
        "🙂",
        "\x1b[31m오늘 날씨",
        "'; DROP TABLE x;--",
        "<script>alert(1)</script>",
        "가" * 2001,
    )
    answers = conversation(run, published, *odd, "/모르는말", "오늘 날씨 어때?", "강남 캠퍼스 구내식당 메뉴는?")
    assert len(answers) == len(odd) - 1 + 2  # the long one and the unknown command are explained on stderr
    assert not any(answer["status"] == "answered" for answer in answers)
    assert answers[0]["status"] == "clarify"  # nothing that can be seen was typed
    assert [answer["status"] for answer in answers[-2:]] == ["refused", "unknown"]


def test_an_unknown_answer_names_the_contact_and_a_refused_one_what_can_be_asked(
    run: Run, settings: KnowledgeSettings
) -> None:
    ended = run("chat", settings=settings, typed="강남 캠퍼스 구내식당 메뉴는?\n오늘 날씨 어때?\n")
    unknown, refused = ended.stdout.split("저는 청년취업사관학교")
    assert "문의: 청년취업사관학교 문의처 · 02-" in unknown
    assert "이런 것도 물어보세요\n  · " in refused
    assert "/끝" in ended.stderr
    assert "/끝" not in ended.stdout


@pytest.mark.parametrize("characters", [2_001, 10_000_000])
def test_a_question_that_is_too_long_is_wrong_usage_and_says_the_limit(run: Run, characters: int) -> None:
    ended = run("ask", "가" * characters)
    assert ended.exit_code == 2
    assert "2,000자까지" in ended.stderr
    assert len(ended.stderr) < 2_000


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "질문", "--language", "fr"], ["asl"], ["serve", "--port", "-1"]]
)
def test_wrong_usage_ends_with_2_and_shows_the_way(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert "Usage:" in ended.stderr
    assert not ended.stdout


def test_bytes_that_are_no_text_are_answered_in_utf8_whatever_the_locale(
    start: Start, published: TinyProgramme
) -> None:
    odd = "수강료 얼마야?".encode() + b"\xff\xed\xa0\x80"
    child = start("ask", odd, settings=published.settings, LC_ALL="C", PYTHONIOENCODING="ascii")
    out, err = child.communicate(timeout=120)
    assert (child.returncode, err) == (0, b"")
    assert "전액 무료" in out.decode("utf-8")
    assert b"\x1b" not in out
