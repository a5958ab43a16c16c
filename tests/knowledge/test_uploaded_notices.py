"""Office files have no anticipated questions: what a fresh notice says is answered all the same, beside 60 documents
that have them, and what it does not say is not."""

import shutil
from collections.abc import Iterator
from datetime import datetime

import pytest

from ingest.refresh import refresh
from ingest.settings import IngestSettings
from knowledge.answer import Answer, Status
from knowledge.answering import Answerer
from knowledge.base import open_current
from knowledge.periods import KST
from knowledge.question import Question
from knowledge.settings import KnowledgeSettings

NOW = datetime(2026, 11, 24, 10, tzinfo=KST)
NOTICE = """<!doctype html><html lang="ko"><head><meta charset="utf-8">
<title>2026년 겨울 특별과정 교육생 모집 공고</title></head><body><main>
<h1>2026년 겨울 특별과정 교육생 모집 공고</h1><p>작성일 2026-11-20</p>
<h2>모집 과정</h2><table>
<tr><th>캠퍼스</th><th>과정명</th><th>정원</th><th>교육장</th></tr>
<tr><td>금천</td><td>데이터 분석가 과정</td><td>24명</td><td>3층 가람실</td></tr>
<tr><td>강남</td><td>클라우드 엔지니어 과정</td><td>30명</td><td>2층 나래실</td></tr>
<tr><td>마포</td><td>영상 편집 특강</td><td>15명</td><td>1층 다온실</td></tr></table>
<h2>혜택</h2><p>출석률 80% 이상인 교육생에게 월 20만 원의 교통비를 지급합니다.</p>
<h2>면접</h2><p>면접은 12월 22일 금천캠퍼스 3층 세미나실에서 봅니다.</p></main></body></html>"""
TIMES = "캠퍼스,행사,일시,장소\n은평,겨울 설명회,2026-12-05 14:00,2층 강당\n성동,겨울 설명회,2026-12-06 15:00,라운지\n"
RENTAL = """<안내> 촬영 장비 대여 안내

서울경제진흥원 장비운영팀
작성일 2026. 11. 16.

1. 대여 대상
  가. 영상 과정 교육생으로 안전교육을 마친 사람에게 빌려 주며, 단기특강 수강생에게는 빌려 주지 않습니다.
  나. 한 사람이 한 번에 두 점까지 빌릴 수 있습니다.
2. 장비
 구분 | 보유 | 대여 기간
 미러리스 카메라 | 17대 | 4일
 지향성 마이크 | 23개 | 6일
 조명 세트 | 9조 | 3일
3. 파손과 분실
  가. 떨어뜨려 고장 낸 때에는 수리비의 절반을 냅니다.
  나. 잃어버린 때에는 하루 안에 장비운영팀에 알리고 같은 물건을 사 놓습니다.
  다. 늦게 돌려준 사람은 늦은 날의 세 배만큼 빌릴 수 없습니다.
"""


@pytest.fixture(scope="module")
def uploaded(settings: KnowledgeSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    root = tmp_path_factory.mktemp("uploaded")
    shutil.copytree(settings.data_dir, root / "data")
    (root / "notices").mkdir()
    (root / "notices" / "겨울 특별과정 모집 공고.html").write_text(NOTICE, "utf-8")
    (root / "notices" / "겨울 설명회 일정.csv").write_bytes(TIMES.encode("cp949"))
    (root / "notices" / "촬영 장비 대여.txt").write_text(RENTAL, "utf-8")
    there = settings.model_copy(update={"data_dir": root / "data"})
    refresh(there, [root / "notices"], ingest=IngestSettings(_env_file=None, check_links=False))
    base = open_current(there)
    yield Answerer(base, there)
    base.close()


def ask(answerer: Answerer, text: str) -> Answer:
    return answerer.answer(Question.of(text, NOW))


@pytest.mark.parametrize(
    "question, fact",
    [
        ("겨울 특별과정 교통비 얼마 줘?", "월 20만 원"),
        ("겨울 특별과정 면접 어디서 봐?", "3층 세미나실"),
        ("은평 겨울 설명회 언제 해?", "2026-12-05 14:00"),
        ("성동캠퍼스 설명회 날짜", "2026-12-06 15:00"),
        ("마포 영상 편집 특강 정원이 몇 명이야?", "15명"),
        ("클라우드 엔지니어 과정 교육장이 어디야", "2층 나래실"),
        ("미러리스 카메라 며칠 빌릴 수 있어?", "4일"),
        ("촬영 장비 고장 내면 수리비 얼마나 내?", "수리비의 절반"),
    ],
)
def test_what_a_fresh_notice_says_is_answered_from_it(uploaded: Answerer, question: str, fact: str) -> None:
    answer = ask(uploaded, question)
    assert answer.status is Status.ANSWERED
    assert fact in answer.text
    assert any(fact in citation.quote for citation in answer.citations)


def test_of_a_table_the_row_that_was_asked_for_is_shown_alone(uploaded: Answerer) -> None:
    text = ask(uploaded, "마포 영상 편집 특강 정원이 몇 명이야?").text
    assert "15명" in text
    assert "24명" not in text
    assert "30명" not in text


def test_a_question_about_the_whole_table_gets_every_row(uploaded: Answerer) -> None:
    text = ask(uploaded, "겨울 특별과정 모집 과정 목록").text
    assert all(course in text for course in ("데이터 분석가 과정", "클라우드 엔지니어 과정", "영상 편집 특강"))


@pytest.mark.parametrize(
    "question",
    [
        "겨울 특별과정 식비 얼마 줘?",
        "노원 겨울 설명회 언제 해?",
        "겨울 특별과정 기숙사 있어?",
        "겨울 특별과정 수료식 날짜",
    ],
)
def test_what_the_notice_does_not_say_is_not_answered(uploaded: Answerer, question: str) -> None:
    assert ask(uploaded, question).status is not Status.ANSWERED


def test_of_a_long_notice_the_lines_that_were_asked_for_are_shown(uploaded: Answerer) -> None:
    text = ask(uploaded, "촬영 장비 고장 내면 수리비 얼마나 내?").text
    assert "작성일" not in text
    assert "단기특강" not in text
