"""A version is prepared, looked at and published later; addresses and uploads are sources as folders are."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import NothingToPublish, StoppedByGate
from ingest.order import Ending, Order
from ingest.reading import Sources
from ingest.refresh import publish, refresh
from ingest.settings import IngestSettings
from knowledge.errors import NoVersion
from knowledge.settings import KnowledgeSettings
from knowledge.version import Version, VersionShelf
from tests.staff_folder import COST, StaffFolder, TinyProgramme

PAGE = """<!doctype html><html lang="ko"><head><title>9월 모집 안내</title></head><body><main><h1>9월 모집 안내</h1>
<p>작성일 2026-08-30</p><p>9월 과정의 지원서는 9월 12일까지 받습니다. 선발 결과는 문자로 알려 드립니다. 준비물은 없습니다.</p>
<p>강의실은 3층이며 오전 9시에 시작합니다. 결석은 세 번까지 할 수 있고 그 뒤에는 수료할 수 없습니다.</p>{more}</main></body></html>"""


class Site:
    """A page on loopback that says what it is told to."""

    def __init__(self) -> None:
        self.status, self.body, self.asked = 200, PAGE.format(more=""), 0
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked += 1
                content = site.body.encode()
                self.send_response(site.status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing on the screen."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{port}/notice/7"
        self.ingest = IngestSettings(_env_file=None, fetch_ports=(port,), fetch_networks=("127.0.0.0/8",))


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def current(settings: KnowledgeSettings) -> Version:
    return VersionShelf(settings.data_dir).current()


def texts(settings: KnowledgeSettings) -> str:
    return " ".join(passage.text for passage, _ in current(settings).passages())


def dearer(programme: TinyProgramme) -> None:
    programme.folder.write(
        "cost.md", COST.replace("전액 무료", "50만 원"), id="cost", title="교육비", topic="cost-and-support"
    )


def test_a_prepared_version_serves_nobody_until_it_is_published(programme: TinyProgramme) -> None:
    settings, old = programme.settings, current(programme.settings).id
    dearer(programme)
    ready = refresh(settings, order=Order(by="민지", note="교육비"), ending=Ending.KEEP)
    assert (ready.prepared, ready.published, current(settings).id) == (True, False, old)
    assert VersionShelf(settings.data_dir).ids() == [old]
    published = publish(settings, str(ready.version_id), by="지수")
    assert (current(settings).id, published.manifest.by, published.manifest.note) == (
        ready.version_id,
        "지수",
        "교육비",
    )
    assert "50만 원" in texts(settings)
    assert published.manifest.changes == {"added": 0, "changed": 1, "removed": 0, "unchanged": 4}


def test_what_was_prepared_before_another_version_came_out_cannot_be_published(programme: TinyProgramme) -> None:
    settings = programme.settings
    dearer(programme)
    ready = refresh(settings, ending=Ending.KEEP)
    programme.folder.write("new.md", "새 글입니다.\n", id="new")
    newer = refresh(settings)
    with pytest.raises(NoVersion, match="다시 준비"):
        publish(settings, str(ready.version_id))
    assert current(settings).id == newer.version_id
    assert VersionShelf(settings.data_dir).prepared_ids() == []


def test_a_version_that_the_gate_stopped_wants_a_reason_and_keeps_it(programme: TinyProgramme) -> None:
    settings, old = programme.settings, current(programme.settings).id
    for name in ("cost", "schedule"):
        (programme.folder.path / f"{name}.md").unlink()
    stopped = refresh(settings, ending=Ending.KEEP)
    with pytest.raises(StoppedByGate, match="까닭"):
        publish(settings, str(stopped.version_id))
    assert current(settings).id == old
    publish(settings, str(stopped.version_id), force="두 안내를 내렸습니다")
    assert current(settings).manifest.forced == "두 안내를 내렸습니다"
    assert current(settings).manifest.checks["blocks"]


def test_a_file_of_a_prepared_version_that_was_damaged_keeps_it_from_being_published(programme: TinyProgramme) -> None:
    settings, old = programme.settings, current(programme.settings).id
    dearer(programme)
    ready = refresh(settings, ending=Ending.KEEP)
    folder = VersionShelf(settings.data_dir).prepared_folder(str(ready.version_id))
    (folder / "passages.jsonl").write_bytes((folder / "passages.jsonl").read_bytes()[:-40])
    with pytest.raises(Exception, match="바뀌었습니다"):
        publish(settings, str(ready.version_id))
    assert current(settings).id == old


def test_the_report_shows_the_changed_sentence_beside_the_old_one_and_goes_with_the_old_version(
    programme: TinyProgramme,
) -> None:
    settings = programme.settings.model_copy(update={"keep_versions": 2})
    dearer(programme)
    changed = refresh(settings)
    (document,) = changed.report.changed
    assert ("수강료는 전액 무료입니다.", "수강료는 50만 원입니다.") in [
        (before, after) for edit in document.edits for before, after in zip(edit.before, edit.after, strict=False)
    ]
    shelf = VersionShelf(settings.data_dir)
    kept = json.loads(shelf.report(str(changed.version_id)).read_text("utf-8"))
    assert kept["report"]["changed"][0]["id"] == "cost"
    programme.folder.write("new.md", "새 글입니다.\n", id="new")
    refresh(settings)
    assert not shelf.report(str(changed.version_id)).exists()  # it shows text of a version that is gone


def test_an_address_is_a_source_and_one_that_fails_removes_nothing(programme: TinyProgramme, site: Site) -> None:
    settings = programme.settings
    order = Order(Sources(urls=(site.url,)))
    assert refresh(settings, order=order, ingest=site.ingest).published
    assert "9월 12일까지" in texts(settings)
    first = current(settings)
    assert first.manifest.sources[site.url] == "url"
    (passage,) = [p for p, _ in first.passages() if p.origin == site.url and "9월 12일" in p.text]
    assert {source.url for source in passage.sources.values()} == {site.url}
    for status, body in (
        (404, "없음"),
        (500, ""),
        (200, "<html><body>요청하신 페이지를 찾을 수 없습니다.</body></html>"),
    ):
        site.status, site.body = status, body
        again = refresh(settings, order=order, ingest=site.ingest)
        assert (again.published, len(again.findings), current(settings).id) == (False, 1, first.id)
    site.status, site.body = 200, PAGE.format(more="<p>문의는 담당 부서로 합니다.</p>")
    assert refresh(settings, order=order, ingest=site.ingest).published
    assert "담당 부서" in texts(settings)


def test_an_address_that_lost_what_was_fetched_still_removes_nothing(programme: TinyProgramme, site: Site) -> None:
    settings = programme.settings
    order = Order(Sources(urls=(site.url,)))
    refresh(settings, order=order, ingest=site.ingest)
    for file in (settings.data_dir / "fetched").iterdir():
        file.unlink()
    site.status = 500
    gone = refresh(settings, order=order, ingest=site.ingest)
    assert (gone.removed, gone.published) == ((), False)
    assert "9월 12일까지" in texts(settings)


def test_an_address_in_our_own_network_is_refused_by_name(programme: TinyProgramme, site: Site) -> None:
    refused = refresh(
        programme.settings,
        order=Order(Sources(urls=(site.url,))),
        ingest=IngestSettings(_env_file=None, fetch_ports=site.ingest.fetch_ports),
    )
    assert (len(refused.errors), refused.published, site.asked) == (1, False, 0)


def test_a_source_is_taken_out_by_its_name_and_one_that_is_not_there_is_told(
    programme: TinyProgramme, staff: StaffFolder
) -> None:
    settings = programme.settings
    refresh(settings, [staff.path])
    with pytest.raises(NothingToPublish, match="programme"):
        refresh(settings, order=Order(Sources(dropped=("없는 자료",))))
    taken = refresh(
        settings,
        order=Order(
            Sources(dropped=(str(staff.path),)),
        ),
    )
    assert (taken.removed, taken.is_stopped) == (("recruiting",), True)
    order = Order(Sources(dropped=(str(staff.path),)), force="끝난 모집")
    assert refresh(settings, order=order).published
    assert str(staff.path) not in current(settings).manifest.sources


def test_going_back_skips_a_version_that_was_itself_taken_back(programme: TinyProgramme) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    first = current(settings).id
    dearer(programme)
    refresh(settings)
    assert shelf.rollback().id == first
    programme.folder.write("new.md", "새 글입니다.\n", id="new")
    refresh(settings)
    assert shelf.rollback().id == first


def test_uploads_travel_with_versions_and_go_back_with_them(programme: TinyProgramme, tmp_path: Path) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    uploads = StaffFolder(tmp_path / "uploads")
    uploads.write("공고.md", "## 언제 모집하나요\n\n3월에 모집합니다.\n", id="notice-1")
    first = refresh(settings, order=Order(Sources(uploads=uploads.path)))
    assert current(settings).manifest.sources["uploads"] == "uploads"
    uploads.write("공고.md", "## 언제 모집하나요\n\n4월에 모집합니다.\n", id="notice-1")
    second = refresh(settings, order=Order(Sources(uploads=uploads.path)))
    dearer(programme)
    refresh(settings)  # another source: the uploads go along
    names = [(shelf.get(str(one)).folder / "uploads" / "공고.md") for one in (first.version_id, second.version_id)]
    assert ["3월" in names[0].read_text("utf-8"), "4월" in names[1].read_text("utf-8")] == [True, True]
    assert "4월" in (current(settings).folder / "uploads" / "공고.md").read_text("utf-8")
    shelf.rollback(str(first.version_id))
    assert "3월" in texts(settings)
    assert "3월" in (current(settings).folder / "uploads" / "공고.md").read_text("utf-8")
