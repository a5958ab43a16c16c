"""Personal data is masked whatever its shape, and nothing of the programme is taken for it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.privacy import mask, official_in, without_masks
from knowledge.settings import PACKAGE

HERE = Path(__file__).parent / "privacy"


def listed(name: str) -> list[Any]:
    found: list[Any] = yaml.load((HERE / name).read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


def stands(piece: str, text: str) -> bool:
    """Whether a piece, or four of its digits in a row, can still be read."""
    digits = re.sub(r"\D", "", piece)
    return piece in text or any(run in digits for run in re.findall(r"\d{4,}", re.sub(r"[ \-.]", "", text)))


def test_of_500_questions_with_personal_data_at_least_98_percent_are_masked() -> None:
    lines = listed("personal.yaml")
    assert len(lines) == 500
    missed = [line["text"] for line in lines if not (m := mask(line["text"])).kinds or stands(line["piece"], m.text)]
    assert len(missed) <= 10, missed


def test_of_500_questions_without_it_at_most_1_percent_are_touched() -> None:
    lines = listed("programme.yaml")
    assert len(lines) == 500
    touched = [line for line in lines if mask(line).kinds]
    assert len(touched) <= 5, touched


def test_nothing_in_the_programme_documents_but_their_own_contacts_looks_like_personal_data() -> None:
    texts = [path.read_text("utf-8") for path in sorted((PACKAGE / "programme").rglob("*.md"))]
    official = official_in(texts)
    assert {re.sub(r"[\d@]", "", found) for found in official} <= {"", "sesacsba.seoul.kr"}
    for text in texts:
        assert not mask(text, official).kinds


@pytest.mark.parametrize("number", ["02-2133-5447", "02)2133-5447", "0221335447", "+82-2-2133-5447"])
def test_a_number_of_the_documents_stays_however_it_is_written(number: str) -> None:
    official = official_in(["문의 전화는 02-2133-5447입니다."])
    assert mask(f"{number} 여기로 전화하면 돼요?", official).kinds == ()
    assert mask(f"{number} 여기로 전화하면 돼요?").kinds == ("phone",)


@pytest.mark.parametrize(
    "text, masked",
    [
        ("제 번호 010-1234-5678로 연락 주세요", "제 번호 [전화번호]로 연락 주세요"),
        ("주민번호 990101-1234567 인데요", "주민번호 [주민등록번호] 인데요"),
        ("９９０１０１－５２３４５６７ 맞나요", "[외국인등록번호] 맞나요"),
        ("공일공 일이삼사에 오육칠팔이에요", "[전화번호]이에요"),
        ("My name is Hong Gildong. How do I apply?", "My name is [name]. How do I apply?"),
        ("hong@naver.com, 010-1234-5678 둘 다요", "[이메일], [전화번호] 둘 다요"),
    ],
)
def test_a_masked_question_can_still_be_read(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_each_kind_is_told_once_in_the_order_in_which_it_is_found() -> None:
    assert mask("010-1234-5678이나 010-8765-4321, hong@naver.com").kinds == ("email", "phone")


def test_a_resident_number_needs_no_checksum_but_a_day_that_exists() -> None:
    assert mask("210315-3000000").kinds == ("resident",)
    assert mask("211399-3000000").kinds != ("resident",)


def test_masking_again_changes_nothing() -> None:
    for line in listed("personal.yaml"):
        once = mask(line["text"])
        assert mask(once.text).text == once.text


@pytest.mark.parametrize(
    "text, searched",
    [
        ("제 번호 010-1234-5678 인데 합격 발표 언제예요?", "합격 발표 언제예요?"),
        ("합격 발표를 010-1234-5678 로 알려주시나요?", "합격 발표를 로 알려주시나요?"),
        ("My name is Hong Gildong. How do I apply?", ". How do I apply?"),
        ("전화번호 알려주세요", "전화번호 알려주세요"),
    ],
)
def test_what_is_masked_is_not_searched_for(text: str, searched: str) -> None:
    assert without_masks(mask(text).text) == searched


def test_text_of_any_letters_and_length_is_taken() -> None:
    for text in ("", " ", "0" * 5000, "010-" * 1000, "İ" * 50 + " 010-1234-5678", "\ue000" * 20, "공일이삼" * 500):
        mask(text)
