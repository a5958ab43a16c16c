"""What staff take out is gone everywhere; what goes missing by accident stays."""

import json
import unicodedata
from pathlib import Path

import httpx
import pytest

from ingest.order import Order
from ingest.reading import Sources
from ingest.refresh import refresh
from knowledge.version import VersionShelf
from tests.faults.conftest import PAID, Page
from tests.faults.visiting import ask, served, sesac, visiting
from tests.staff_folder import TinyProgramme
from tests.waiting import eventually

QUESTION, SECRET = "보라매 설명회는 언제 하나요?", "보라매 설명회는 9월 4일 벽오동실에서 합니다."
WORDS = ("보라매", "벽오동실")


def found(folder: Path) -> dict[str, list[str]]:
    """In which files each word stands, in any form in which a text is kept."""
    hits: dict[str, list[str]] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for word in WORDS:
            forms = [unicodedata.normalize(form, word) for form in ("NFC", "NFD")]
            written = [form.encode(code) for form in forms for code in ("utf-8", "utf-16-le")] + [word.encode("cp949")]
            written += [json.dumps(form)[1:-1].encode() for form in forms]
            if any(one in content for one in written):
                hits.setdefault(word, []).append(str(path.relative_to(folder)))
    return hits


def test_a_document_that_was_taken_out_is_in_no_answer_no_suggestion_and_no_file_that_is_served(
    programme: TinyProgramme,
) -> None:
    settings = programme.settings.model_copy(update={"keep_versions": 1})
    shelf = VersionShelf(settings.data_dir)
    file = programme.folder.write("briefing.md", f"## 설명회\n> Q: {QUESTION}\n\n{SECRET}\n", id="briefing")
    with served(settings) as address, visiting(address) as visitor:
        refresh(settings)
        assert eventually(lambda: visitor.version_id == shelf.current_id())
        assert SECRET in ask(address, QUESTION)["text"]
        assert set(found(shelf.current().folder)) == set(WORDS)
        file.unlink()
        assert refresh(settings).removed == ("briefing",)
        assert eventually(lambda: visitor.version_id == shelf.current_id())
        asked = [ask(address, question) for question in (QUESTION, *WORDS, "설명회", "무엇을 물어볼 수 있나요?")]
        offered = httpx.get(f"{address}/api/suggestions", trust_env=False, timeout=60).text
        assert "벽오동실" not in json.dumps(asked, ensure_ascii=False) + offered
        assert found(shelf.current().folder) == {}
    programme.folder.write("new.md", "새 글입니다.\n", id="new")
    refresh(settings)  # the report of the version before showed what was taken out
    assert found(shelf.folder) == found(shelf.reports) == {}


def test_an_address_that_was_taken_out_leaves_nothing_of_what_was_fetched(programme: TinyProgramme, page: Page) -> None:
    settings = programme.settings
    refresh(settings, order=Order(Sources(urls=(page.url,))), ingest=page.ingest)
    fetched = settings.data_dir / "fetched"
    assert len(list(fetched.glob("*.content"))) == 1
    (fetched / ".fetched-killed").write_text("9월")
    refresh(settings, order=Order(Sources(dropped=(page.url,)), force="끝난 모집"), ingest=page.ingest)
    assert [path.name for path in fetched.iterdir()] == ["fetched.json"]
    assert page.url not in (fetched / "fetched.json").read_text("utf-8")


@pytest.mark.parametrize("left", [0, 2])
def test_an_emptied_or_shrunken_folder_is_stopped_and_the_old_version_answers(
    programme: TinyProgramme, left: int
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    before = shelf.current_id()
    for document in sorted(programme.folder.path.glob("*.md"))[left:]:
        document.unlink()
    with served(settings) as address, visiting(address) as visitor:
        done = sesac(settings, "refresh", "--yes")
        assert done.returncode == (3 if left else 1)
        assert ("--force" if left else "읽을 수 있는 문서가 없습니다") in done.stderr
        assert (shelf.current_id(), visitor.version_id) == (before, before)
        assert PAID in ask(address, "수강료 얼마야?")["text"]


def test_ten_broken_files_of_a_hundred_are_named_and_ninety_answer(programme: TinyProgramme) -> None:
    settings, folder = programme.settings, programme.folder
    for number in range(90):
        folder.write(
            f"{number:02}.md",
            f"## {number}번 강의실\n\n{number}번 강의실은 {number + 1}층입니다.\n",
            id=f"room-{number}",
        )
    for number in range(10):
        folder.write_raw(f"broken-{number}.md", b"---\ntitle: [\n---\n\xff")
    done = sesac(settings, "refresh", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, len(told["added"]), told["errors"]) == (0, 90, 10)
    named = {one["path"]: one["message"] for one in told["report"]["findings"] if one["severity"] == "error"}
    assert sorted(named) == [f"broken-{number}.md" for number in range(10)]
    assert all(named.values())
