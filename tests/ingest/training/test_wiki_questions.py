"""A passage's questions are made of its own words and name the sentence that they were made of."""

import random

from ingest.training.wiki_questions import bare, question, sentences

PASSAGE = (
    "서울특별시는 한반도 중앙에 있으며 한강을 사이에 두고 남북으로 펼쳐진 도시이다. "
    "1394년부터 조선의 수도가 되어 오늘날까지 정치와 경제의 중심을 이루고 있다. "
    "2020년 기준으로 약 960만 명이 넘는 사람들이 25개 자치구에 나뉘어 살고 있다."
)


def test_a_passage_is_cut_at_its_full_stops() -> None:
    parts = sentences(PASSAGE)
    assert len(parts) == 3
    assert " ".join(parts) == PASSAGE


def test_a_word_loses_its_particle_and_marks_but_not_its_stem() -> None:
    assert [bare(word) for word in ("서울은", "(한강에서)", "수도로", "나", "학교")] == [
        "서울",
        "한강",
        "수도",
        "나",
        "학교",
    ]


def test_a_question_is_made_of_the_sentence_that_it_names() -> None:
    parts = sentences(PASSAGE)
    chance = random.Random(1)
    named = [
        made for made in (question("서울특별시", parts, True, chance) for _ in range(200)) if made.sentence is not None
    ]
    assert len({made.sentence for made in named}) == len(parts)
    for made in named:
        stems = [word for word in parts[made.sentence or 0].split() if word[:2] in made.text]
        assert len(stems) >= 2, made


def test_the_first_passage_is_also_asked_for_by_its_title_alone() -> None:
    parts, chance = sentences(PASSAGE), random.Random(1)
    by_title = [
        made for made in (question("서울 (도시)", parts, True, chance) for _ in range(200)) if made.sentence is None
    ]
    assert 20 < len(by_title) < 80
    assert all(made.text.startswith("서울") and "(" not in made.text for made in by_title)


def test_the_same_chance_gives_the_same_questions() -> None:
    parts = sentences(PASSAGE)
    one, other = ([question("서울", parts, True, chance) for _ in range(20)] for chance in map(random.Random, (3, 3)))
    assert one == other


def test_a_passage_without_a_usable_sentence_is_asked_for_by_its_title() -> None:
    assert question("한강", ["짧다."], False, random.Random(1)).sentence is None
