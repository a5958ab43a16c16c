"""What staff upload: names that lie, files that are too big or empty, requests that are no upload."""

import io
import unicodedata
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.errors import InputRefused
from api.staff_draft_names import MAX_NAME_BYTES, kept_name
from tests.staff_console import Console, console, files_below, notice, upload
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually


@pytest.fixture
def draft(shared: Console) -> str:
    return str(shared.client("editor").post("/api/staff/drafts", json={"note": "올리기"}).json()["id"])


@pytest.mark.parametrize(
    "given, kept",
    [
        ("공고.hwp", "공고.hwp"),
        ("2026년 하반기 (1).pdf", "2026년 하반기 (1).pdf"),
        ("../../etc/passwd", "passwd"),
        ("/etc/shadow", "shadow"),
        ("C:\\Users\\민지\\공고.hwp", "공고.hwp"),
        ("..", "파일"),
        ("", "파일"),
        ("   ", "파일"),
        ("공고.hwp\x00.exe", "공고.hwp.exe"),
        ("공고‮fdp.exe", "공고fdp.exe"),
        ("-rf.txt", "rf.txt"),
        ("~$공고.docx", "공고.docx"),
        (".htaccess", "htaccess"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.pdf", "_com1.pdf"),
        ("console.txt", "console.txt"),
        ('a<b>c:"d|e?f*.md', "a_b_c_d_e_f_.md"),
        ("줄\n바꿈.md", "줄 바꿈.md"),
        ("공고 .md", "공고.md"),
        ("공고. ", "공고"),
        (unicodedata.normalize("NFD", "강남 캠퍼스.md"), "강남 캠퍼스.md"),
    ],
)
def test_a_name_is_kept_as_staff_know_it_and_safe_everywhere(given: str, kept: str) -> None:
    assert kept_name(given) == kept
    assert kept_name(kept) == kept


def test_a_name_that_is_too_long_keeps_its_beginning_and_its_suffix() -> None:
    kept = kept_name("가" * 300 + ".hwpx")
    assert kept.endswith(".hwpx")
    assert kept.startswith("가가가")
    assert len(kept.encode()) <= MAX_NAME_BYTES


@pytest.mark.parametrize("name", ["campuses.yaml", "sources.yaml", "golden.yaml", "x/eligibility.yaml"])
def test_a_file_cannot_take_the_place_of_the_campus_data(name: str) -> None:
    with pytest.raises(InputRefused, match="파일 이름을 바꾸어"):
        kept_name(name)


@pytest.mark.parametrize(
    "name", ["../../../escape.md", "..\\..\\escape.md", "/tmp/escape.md", "a/../../escape.md", "%2e%2e%2fescape.md"]
)
def test_nothing_is_written_outside_the_draft(shared: Console, draft: str, name: str) -> None:
    root = shared.desk.knowledge.data_dir.parent
    before = files_below(root)
    answer = upload(shared.client("editor"), draft, name, notice("지하에 있습니다."))
    assert answer.status_code == 200
    kept = answer.json()["files"][0]
    new = {path for path in files_below(root) - before if not path.endswith((".lock", "-wal", "-shm"))}
    assert new == {f"data/drafts/{draft}/files/{kept['name']}"}
    assert kept["given"] == name.replace("\x00", "")


def test_the_same_name_replaces_whether_composed_or_not(shared: Console, draft: str) -> None:
    client = shared.client("editor")
    decomposed = unicodedata.normalize("NFD", "주차 안내.md")
    for name, sentence in (("주차 안내.md", "하나입니다."), (decomposed, "둘입니다.")):
        assert upload(client, draft, name, notice(sentence)).status_code == 200
    files = client.get(f"/api/staff/drafts/{draft}/files").json()
    assert [file["name"] for file in files] == ["주차 안내.md"]
    text = client.get(f"/api/staff/drafts/{draft}/documents/주차 안내.md").json()["markdown"]
    assert "둘입니다." in text


def test_an_empty_file_is_refused_with_a_sentence(shared: Console, draft: str) -> None:
    answer = upload(shared.client("editor"), draft, "빈.md", b"")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/refused-input")
    assert "0바이트" in answer.json()["detail"]
    assert shared.client("editor").get(f"/api/staff/drafts/{draft}/files").json() == []


def test_of_several_files_the_good_ones_are_taken_and_the_others_named(shared: Console, draft: str) -> None:
    files = [("file", (name, io.BytesIO(content))) for name, content in (("좋음.txt", b"text"), ("빈.txt", b""))]
    answer = shared.client("editor").post(f"/api/staff/drafts/{draft}/files", files=files)
    assert answer.status_code == 200
    assert [file["name"] for file in answer.json()["files"]] == ["좋음.txt"]
    assert [file["name"] for file in answer.json()["refused"]] == ["빈.txt"]


@pytest.mark.parametrize(
    "content, kind, status, problem",
    [
        (b"{}", "application/json", 415, "not-multipart"),
        (b"file=x", "application/x-www-form-urlencoded", 415, "not-multipart"),
        (b"x", "", 415, "not-multipart"),
        (b"x", "multipart/form-data", 400, "malformed-upload"),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b", 422, "refused-input"),
        (b"--b--\r\n", "multipart/form-data; boundary=b", 422, "refused-input"),
    ],
)
def test_what_is_no_upload_is_refused_by_name(
    shared: Console, draft: str, content: bytes, kind: str, status: int, problem: str
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = shared.client("editor").post(f"/api/staff/drafts/{draft}/files", content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")


def test_an_upload_to_a_draft_that_is_not_there_is_not_found(shared: Console) -> None:
    client = shared.client("editor")
    for draft in ("20260101-00000000", "..", "nothing"):
        assert upload(client, draft, "a.md", b"x").status_code in (404, 405)


def test_files_over_the_limits_are_refused_and_nothing_of_them_stays(
    tiny_published: TinyProgramme, tmp_path: Path
) -> None:
    with console(tiny_published.copy_to(tmp_path).settings, staff_upload_mb=2) as made:
        client = made.client("editor")
        draft = client.post("/api/staff/drafts", json={}).json()["id"]
        assert upload(client, draft, "a.txt", b"x" * 1_200_000).status_code == 200
        over = upload(client, draft, "b.txt", b"x" * 1_200_000)
        assert (over.status_code, over.json()["type"]) == (413, "/problems/file-too-large")
        assert "2 MB" in over.json()["detail"]
        assert upload(client, draft, "a.txt", b"y" * 1_900_000).status_code == 200  # in place of itself it fits
        announced = upload(client, draft, "c.txt", b"x" * 3_000_000)
        assert (announced.status_code, announced.json()["type"]) == (413, "/problems/file-too-large")
        assert [file["name"] for file in client.get(f"/api/staff/drafts/{draft}/files").json()] == ["a.txt"]
        folder = made.desk.knowledge.data_dir / "drafts" / draft / "files"
        assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_a_long_body_is_still_refused_where_no_file_is_sent(shared: Console) -> None:
    nobody = TestClient(shared.app)
    body = b"x" * 100_000
    assert nobody.post("/api/chat", content=body, headers={"Content-Type": "application/json"}).status_code == 413


def test_what_is_said_of_a_file_stands_beside_it_and_of_markdown_within_it(shared: Console, draft: str) -> None:
    client = shared.client("editor")
    upload(client, draft, "표.csv", "과정,정원\n로봇,20명\n")
    upload(client, draft, "글.md", notice("지하에 있습니다."))
    for name in ("표.csv", "글.md"):
        said = {"title": '"따옴표": 제목', "published": "2026-10-01", "valid_until": "2026-12"}
        answer = client.put(f"/api/staff/drafts/{draft}/files/{name}/said", json=said)
        assert said.items() <= answer.json().items()
        taken_back = client.put(f"/api/staff/drafts/{draft}/files/{name}/said", json={"valid_until": ""})
        assert "valid_until" not in taken_back.json()
        assert taken_back.json()["title"] == said["title"]
    assert [file["name"] for file in client.get(f"/api/staff/drafts/{draft}/files").json()] == ["글.md", "표.csv"]
    text = client.get(f"/api/staff/drafts/{draft}/documents/글.md").json()["markdown"]
    assert text.endswith("지하에 있습니다.\n")


@pytest.mark.parametrize(
    "said", [{"published": "어제"}, {"published": "2026-13-01"}, {"url": "javascript:alert(1)"}, {"title": "가" * 600}]
)
def test_what_cannot_be_said_of_a_file_is_refused(shared: Console, draft: str, said: dict[str, str]) -> None:
    client = shared.client("editor")
    upload(client, draft, "글.md", notice("지하에 있습니다."))
    answer = client.put(f"/api/staff/drafts/{draft}/files/글.md/said", json=said)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/refused-input")


def test_a_line_break_in_a_title_cannot_add_a_field(shared: Console, draft: str) -> None:
    client = shared.client("editor")
    upload(client, draft, "글.md", notice("지하에 있습니다."))
    said = {"title": "제목\nid: eligibility\n---\n# 거짓"}
    assert client.put(f"/api/staff/drafts/{draft}/files/글.md/said", json=said).status_code == 200
    kept = client.get(f"/api/staff/drafts/{draft}/files/글.md/said").json()
    assert "id" not in kept
    assert kept["title"] == "제목 id: eligibility --- # 거짓"


def test_previews_say_per_file_what_was_read_and_what_is_missing(shared: Console, draft: str) -> None:
    client = shared.client("editor")
    upload(client, draft, "글.md", notice("지하에 있습니다."))
    upload(client, draft, "표.csv", "과정,정원\n로봇,20명\n".encode("cp949"))
    upload(client, draft, "속임.pdf", b"MZ" + bytes(500))
    assert eventually(lambda: not client.get(f"/api/staff/drafts/{draft}/previews").json()["reading"])
    found = client.get(f"/api/staff/drafts/{draft}/previews").json()
    files = {file["name"]: file for file in found["files"]}
    assert (files["글.md"]["state"], files["글.md"]["title"], files["글.md"]["passages"]) == ("ok", "주차 안내", 1)
    assert files["글.md"]["samples"][0]["text"] == "지하에 있습니다."
    assert files["표.csv"]["missing"] == ["published", "publisher"]
    assert "로봇" in files["표.csv"]["samples"][0]["text"]
    assert files["속임.pdf"]["state"] not in ("ok", "ok with warnings")
    assert files["속임.pdf"]["findings"]
    assert {file["standing"] for file in found["files"]} == {"new"}
