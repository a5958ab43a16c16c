import pytest
from fastapi.testclient import TestClient

from knowledge.base import KnowledgeBase

CITY_HALL = "37.5665,126.9780"


def ids(client: TestClient, query: str) -> list[str]:
    response = client.get(f"/api/campuses?{query}")
    assert response.status_code == 200, response.text
    return [campus["id"] for campus in response.json()["campuses"]]


def test_all_campuses_are_listed_with_every_field(client: TestClient) -> None:
    campuses = client.get("/api/campuses").json()["campuses"]
    assert len(campuses) == 25
    assert set(campuses[0]) == {
        "id",
        "name",
        "name_en",
        "district",
        "address",
        "stations",
        "tracks",
        "coordinates",
        "coordinates_estimated",
        "distance_m",
        "distance_to",
        "as_of",
        "confidence",
        "url",
    }
    assert all(campus["distance_m"] is None for campus in campuses)


def test_campus_says_where_its_address_comes_from(client: TestClient, base: KnowledgeBase) -> None:
    seocho = client.get("/api/campuses/seocho").json()
    fact = base.finder["seocho"].address
    assert fact is not None
    assert seocho["address"] == fact.value
    assert seocho["as_of"] == fact.as_of
    assert seocho["confidence"] == fact.confidence
    source = next(p.sources[fact.source] for p in base.passages if fact.source in p.sources)
    assert seocho["url"] == source.url
    assert "고속터미널역" in [station["name"] for station in seocho["stations"]]


def test_campus_without_a_known_address_says_so(client: TestClient) -> None:
    campuses = client.get("/api/campuses").json()["campuses"]
    unknown = [campus for campus in campuses if campus["address"] is None]
    assert unknown
    assert all(campus["url"] is None and campus["confidence"] is None for campus in unknown)


def test_filters_find_by_district_and_track_together(client: TestClient) -> None:
    assert ids(client, "track=robotics") == ["gangnam"]
    assert ids(client, "district=강남구") == ["gangnam"]
    assert ids(client, "district=강남구&track=robotics") == ["gangnam"]
    assert ids(client, "district=강남구&track=bio") == []
    assert len(ids(client, "district=&track=&near=")) == 25


@pytest.mark.parametrize("district", ["부산", "없는구", "%F0%9F%98%80", "%3Cscript%3E", "x"])
def test_unknown_district_has_no_campus(client: TestClient, district: str) -> None:
    assert ids(client, f"district={district}") == []


def test_nearest_campus_comes_first_and_the_end_of_the_distance_is_said(client: TestClient) -> None:
    campuses = client.get(f"/api/campuses?near={CITY_HALL}").json()["campuses"]
    distances = [campus["distance_m"] for campus in campuses]
    assert distances == sorted(distances)
    assert len(campuses) == 25
    for campus in campuses:
        assert campus["distance_to"] == ("door" if campus["coordinates"] else "district")


def test_a_point_abroad_is_fine(client: TestClient) -> None:
    assert len(ids(client, "near=-33.9,151.2")) == 25


@pytest.mark.parametrize(
    "near",
    [
        "x",
        "37.5",
        "37.5,",
        "nan,nan",
        "inf,1",
        "91,0",
        "0,181",
        "1e1,2",
        "37.5;127",
        "1,2,3",
        "３７,１２７",
        "1_0,2",
        "9999999,1",
    ],
)
def test_wrong_point_is_named_with_an_example(client: TestClient, near: str) -> None:
    response = client.get("/api/campuses", params={"near": near})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"parameter": "near", "detail": "near는 위도,경도여야 합니다. 예: 37.5665,126.9780"}
    ]


def test_unknown_track_is_told_the_valid_ones(client: TestClient) -> None:
    response = client.get("/api/campuses?track=cooking", headers={"Accept-Language": "en"})
    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["parameter"] == "track"
    for track in ("bio", "fintech", "robotics", "creative", "beauty-fashion"):
        assert track in error["detail"]


def test_unknown_campus_is_not_found(client: TestClient) -> None:
    response = client.get("/api/campuses/busan")
    assert response.status_code == 404
    assert response.json()["type"] == "/problems/campus-not-found"


def test_suggestions_come_in_both_languages(client: TestClient) -> None:
    korean = client.get("/api/suggestions").json()
    english = client.get("/api/suggestions?language=en").json()
    assert korean["language"] == "ko"
    assert korean["suggestions"]
    assert all(question.isascii() for question in english["suggestions"])
    assert client.get("/api/suggestions?language=fr").status_code == 422


def test_every_suggestion_gets_an_answer_to_go_on_with(client: TestClient) -> None:
    for language in ("ko", "en"):
        for question in client.get(f"/api/suggestions?language={language}").json()["suggestions"]:
            answer = client.post("/api/chat", json={"message": question}).json()
            assert answer["status"] in ("answered", "clarify"), question
