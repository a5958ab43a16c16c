from typing import Any

import pytest
from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in description["paths"].values() for operation in path.values()]


def test_every_operation_is_named_tagged_and_says_how_it_fails(description: dict[str, Any]) -> None:
    found = operations(description)
    assert len({operation["operationId"] for operation in found}) == len(found) == 8
    for operation in found:
        assert operation["tags"]
        assert operation["summary"]
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
    asking = description["paths"]["/api/chat"]["post"]
    assert {"200", "400", "413", "415", "422", "500", "503"} == set(asking["responses"])


def test_shapes_that_are_referred_to_exist(description: dict[str, Any]) -> None:
    shapes = description["components"]["schemas"]
    assert {"ChatIn", "ChatOut", "Problem", "FieldProblem"} <= set(shapes)
    assert "HTTPValidationError" not in shapes


def test_description_page_and_its_files_come_from_this_server(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "http://" not in page
    assert "https://" not in page
    for address in ("/docs/assets/swagger-ui.css", "/docs/assets/swagger-ui-bundle.js", "/docs/own/start.js"):
        assert address in page
        assert client.get(address).status_code == 200
