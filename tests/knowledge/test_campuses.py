"""A campus is found by whatever people call it, and by nothing that only looks like its name."""

import math
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.campuses import TRACKS, CampusFinder, distance_m, outlines
from knowledge.errors import VersionBroken
from knowledge.settings import PACKAGE

PROGRAMME = PACKAGE / "programme"
DISTRICTS: list[dict[str, Any]] = yaml.safe_load((PROGRAMME / "districts.yaml").read_text("utf-8"))
NAMES = [
    (name, district["id"])
    for district in DISTRICTS
    for name in dict.fromkeys(
        [district["name"], district["name_en"], district["short"], *district["aliases"], *district["places"]]
    )
    if len(name) > 1
]


@pytest.fixture(scope="module")
def finder() -> CampusFinder:
    return CampusFinder.load(PROGRAMME)


def test_there_are_25_campuses_one_for_each_district(finder: CampusFinder) -> None:
    assert len(finder.campuses) == 25
    assert {campus.district for campus in finder.campuses} == {district["name"] for district in DISTRICTS}
    assert all(campus.id in finder and finder[campus.id] is campus for campus in finder.campuses)
    assert "busan" not in finder


@pytest.mark.parametrize("name, campus", NAMES)
def test_every_name_of_a_district_finds_its_own_campus(finder: CampusFinder, name: str, campus: str) -> None:
    wanted = (campus,)
    assert finder.mentions(name).campuses == wanted
    assert finder.mentions(f"{name} 캠퍼스 어디예요?").campuses == wanted
    assert finder.mentions(f"혹시 {name}에서 배울 수 있나요").campuses == wanted
    assert finder.mentions(unicodedata.normalize("NFD", name)).campuses == wanted
    assert finder.mentions(name.upper()).campuses == wanted


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
@settings(deadline=None, max_examples=300)
def test_two_names_find_two_campuses_in_the_order_of_asking(
    finder: CampusFinder, one: tuple[str, str], other: tuple[str, str]
) -> None:
    found = finder.mentions(f"{one[0]}이랑 {other[0]} 어디가 가까워?").campuses
    assert found == tuple(dict.fromkeys([one[1], other[1]]))


@pytest.mark.parametrize("campus", [d["id"] for d in DISTRICTS])
def test_a_campus_is_found_by_its_own_names(finder: CampusFinder, campus: str) -> None:
    found = finder[campus]
    for name in (found.name, found.name_en, found.name.replace("캠퍼스", " 캠퍼스"), f"새싹{found.name}"):
        assert finder.mentions(name).campuses == (campus,)


@pytest.mark.parametrize(
    "text, campuses",
    [
        ("중랑구 캠퍼스", ("jungnang",)),
        ("중구 캠퍼스", ("jung",)),
        ("중랑이랑 중구", ("jungnang", "jung")),
        ("서대문 말고 동대문", ("seodaemun", "dongdaemun")),
        ("강남구로 이사 왔어요", ("gangnam",)),
        ("구로디지털단지역 근처", ("guro",)),
        ("구로캠퍼스로 가요", ("guro",)),
        ("강남캠퍼스어디야", ("gangnam",)),
        ("새싹강남캠퍼스위치", ("gangnam",)),
        ("서울시중구캠퍼스", ("jung",)),
        ("저는마포살아요", ("mapo",)),
        ("집에서강남까지", ("gangnam",)),
        ("영등포캠퍼스가는법", ("yeongdeungpo",)),
        ("서울대 입구역", ("gwanak",)),
        ("홍대입구에서 가까운", ("mapo",)),
        ("Where is the Mapo campus?", ("mapo",)),
        ("GANGNAM", ("gangnam",)),
        ("jung-gu campus", ("jung",)),
        ("gangnamcampus", ("gangnam",)),
        ("Jungnang, not Jung", ("jungnang", "jung")),
        ("ｍａｐｏ", ("mapo",)),
        ("마\u200b포", ("mapo",)),
        ("강남·마포", ("gangnam", "mapo")),
        ("강남강남강남", ("gangnam",)),
        ("부산 캠퍼스", ()),
        ("", ()),
    ],
)
def test_a_place_is_found_however_it_is_typed(finder: CampusFinder, text: str, campuses: tuple[str, ...]) -> None:
    assert finder.mentions(text).campuses == campuses


@pytest.mark.parametrize(
    "text",
    [
        "친구로", "입구로 가면", "연구로", "야구로", "문서초안", "최종로그", "방송파일", "관광진흥", "건강동의서", "특강동영상",
        "비용산정", "비용 산정", "사용 산업", "고용산업", "고용·산재", "좋은 평가", "좋은평가 많아요?", "자동 작성", "활동 작업",
        "과정 중 구직활동", "신청 중 구비서류", "교육 중 구체적으로", "여성 북카페", "여성 동아리", "현금 천원", "지도 봉사",
        "건강서류", "기관악보", "수유실 있나요", "이수 유형", "접수 유의사항", "홈페이지가 동작 안 해요", "로봇 동작 제어",
        "면접 대치하는 법", "아이디어 발산하기", "옥수수", "망원경", "성수기에", "대림산업", "한남자", "중화요리", "월계수", "imapod",
        "jungle", "mapoint",
    ],
)  # fmt: skip
def test_a_word_that_only_looks_like_a_place_is_none(finder: CampusFinder, text: str) -> None:
    assert finder.mentions(text).campuses == ()


@pytest.mark.parametrize(
    "text, tracks",
    [
        ("바이오 캠퍼스", ("bio",)),
        ("핀테크랑 로봇", ("fintech", "robotics")),
        ("뷰티 패션 특화", ("beauty-fashion",)),
        ("뷰티·패션", ("beauty-fashion",)),
        ("뷰티패션", ("beauty-fashion",)),
        ("robotics track", ("robotics",)),
        ("크리에이티브", ("creative",)),
        ("협동로봇", ("robotics",)),
        ("biography", ()),
    ],
)
def test_a_track_is_found_by_its_words(finder: CampusFinder, text: str, tracks: tuple[str, ...]) -> None:
    assert finder.mentions(text).tracks == tracks


@pytest.mark.parametrize("track", TRACKS)
def test_the_campuses_of_a_track_name_that_track(finder: CampusFinder, track: str) -> None:
    assert all(track in campus.tracks for campus in finder.of_track(track))
    assert {c.id for c in finder.campuses if track in c.tracks} == {c.id for c in finder.of_track(track)}


def test_a_campus_is_found_by_a_place_in_its_district(finder: CampusFinder) -> None:
    assert [campus.id for campus in finder.in_district("가로수길")] == ["gangnam"]
    assert finder.in_district("해운대") == ()


@pytest.mark.parametrize(
    "a, b, metres",
    [
        # From the haversine formula by hand: a degree of a great circle on a sphere of 6,371,008.8 m is 111,195.08 m.
        ((0.0, 0.0), (0.0, 1.0), 111_195.08),
        ((0.0, 0.0), (1.0, 0.0), 111_195.08),
        ((0.0, 0.0), (0.0, 180.0), math.pi * 6_371_008.8),
        ((90.0, 0.0), (-90.0, 0.0), math.pi * 6_371_008.8),
        ((37.5, 127.0), (37.5, 127.0), 0.0),
        # Seoul City Hall to Gangnam Station, 8.9 km on the map.
        ((37.5663, 126.9779), (37.4979, 127.0276), 8_774.0),
    ],
)
def test_distances_are_metres_on_the_earth(a: tuple[float, float], b: tuple[float, float], metres: float) -> None:
    assert distance_m(a, b) == pytest.approx(metres, abs=10.0)
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))


POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(POINTS, POINTS, POINTS)
def test_a_detour_is_never_shorter(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    assert 0 <= distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 0.01


def test_the_nearest_campus_of_a_point_in_a_district_comes_first(finder: CampusFinder) -> None:
    for campus in finder.campuses:
        here = campus.coordinates or campus.point
        (nearest, metres, is_door), *others = finder.nearest(here)
        assert (nearest.id, is_door) == (campus.id, campus.coordinates is not None)
        assert metres == pytest.approx(0, abs=0.1)
        assert len(others) == 24
        assert [m for _, m, _ in others] == sorted(m for _, m, _ in others)


def test_every_datum_of_a_campus_has_its_source(finder: CampusFinder) -> None:
    catalogue = yaml.safe_load((PROGRAMME / "sources.yaml").read_text("utf-8"))
    for campus in finder.campuses:
        assert campus.name.endswith("캠퍼스")
        assert campus.facts
        for name, fact in campus.facts.items():
            assert fact.source in catalogue, (campus.id, name)
            assert fact.value not in (None, "", [])


def test_every_campus_lies_in_seoul(finder: CampusFinder) -> None:
    for campus in finder.campuses:
        for latitude, longitude in filter(None, (campus.point, campus.coordinates)):
            assert 37.42 < latitude < 37.71
            assert 126.76 < longitude < 127.19


def test_there_is_an_outline_for_every_district() -> None:
    features = outlines(PROGRAMME / "districts.geojson")["features"]
    assert len(features) == 25


BROKEN = {
    "campuses.yaml": ["", "[", "campuses: 7", "campuses: [{id: nowhere}]", "campuses: [글]", "[" * 100_000, "- " * 100_000, "a: !!python/name:os.system x"],
    "districts.yaml": ["", "[", "7", "- id: gangnam\n", "- {id: gangnam, aliases: [7]}\n", "[글]"],
}  # fmt: skip


@pytest.mark.parametrize(
    "name, content", [(name, content) for name, contents in BROKEN.items() for content in contents]
)
def test_campus_data_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: str) -> None:
    for other in BROKEN:
        (tmp_path / other).write_bytes((PROGRAMME / other).read_bytes())
    (tmp_path / name).write_text(content)
    with pytest.raises(VersionBroken, match=r"\.yaml"):
        CampusFinder.load(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"type": "Feature"}', "[" * 3_000])
def test_outlines_that_cannot_be_used_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "districts.geojson").write_text(content)
    with pytest.raises(VersionBroken, match="geojson"):
        outlines(tmp_path / "districts.geojson")
