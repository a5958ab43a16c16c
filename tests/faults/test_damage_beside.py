"""What lies beside the versions may be damaged in any way: it is said, made anew or left alone, and answers go on."""

import json
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.staff_report import read_rehearsed
from ingest.golden import own_golden
from ingest.order import Order
from ingest.reading import Sources
from ingest.refresh import refresh
from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from sesac import app
from tests.faults.conftest import Page, write_fee
from tests.faults.test_damage import HARMS
from tests.faults.visiting import ask, served
from tests.staff_folder import StaffFolder, TinyProgramme


def sesac(settings: KnowledgeSettings, *arguments: str) -> Result:
    """What the command says of this data folder, in this process."""
    folders = {"SESAC_DATA_DIR": str(settings.data_dir), "SESAC_PROGRAMME_DIR": str(settings.programme_dir)}
    return CliRunner().invoke(app, arguments, env=folders)


def texts(settings: KnowledgeSettings) -> str:
    return " ".join(passage.text for passage, _ in VersionShelf(settings.data_dir).current().passages())


@pytest.mark.parametrize("harm", HARMS)
def test_damaged_reports_and_golden_questions_are_named_or_made_anew_and_stop_nothing(
    programme: TinyProgramme, harm: str
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    golden = own_golden(settings)
    golden.write_text(golden.read_text("utf-8") + "  상태: [답변\n", "utf-8")
    HARMS[harm](golden)
    for report in [shelf.report(version_id) for version_id in shelf.ids()]:
        HARMS[harm](report)
        assert read_rehearsed(report) is None
    (shelf.reports / "memo").mkdir()
    (shelf.reports / "memo.txt").write_text("우리 것")
    write_fee(programme, "77만 원")
    done = refresh(settings)
    assert len([one for one in done.findings if one.path == golden.name]) == (0 if harm in ("gone", "empty") else 1)
    assert any("확인 질문이 하나도 없어" in warning for warning in done.gate.warnings)
    assert read_rehearsed(shelf.report(str(done.version_id)))
    assert "77만 원" in texts(settings)
    shelf.rollback()
    assert sesac(settings, "versions").exit_code == 0
    assert {path.name for path in shelf.reports.iterdir()} >= {"memo", "memo.txt"}  # nothing of ours


@pytest.mark.parametrize("harm", ["random", "gone"])
def test_what_was_fetched_is_fetched_anew_where_it_is_damaged_and_a_dead_address_removes_nothing(
    programme: TinyProgramme, page: Page, harm: str
) -> None:
    settings, url, ingest = programme.settings, page.url, page.ingest
    order = Order(Sources(urls=(url,)))
    assert refresh(settings, order=order, ingest=ingest).published
    for kept in sorted((settings.data_dir / "fetched").iterdir()):
        HARMS[harm](kept)
    again = refresh(settings, order=order, ingest=ingest)
    assert (again.published, again.errors) == (False, ())
    assert json.loads((settings.data_dir / "fetched" / "fetched.json").read_text())[url]["sha256"]
    for kept in sorted((settings.data_dir / "fetched").iterdir()):
        HARMS[harm](kept)
    page.file.unlink()
    dead = refresh(settings, order=order, ingest=ingest)
    assert (dead.published, dead.removed) == (False, ())
    assert "9월 12일까지" in texts(settings)


@pytest.mark.parametrize("harm", ["random", "empty"])
def test_a_damaged_database_is_named_and_neither_answers_nor_refreshes_wait_for_it(
    programme: TinyProgramme, harm: str
) -> None:
    settings = programme.settings
    write_fee(programme, "77만 원")
    assert sesac(settings, "refresh").exit_code == 0  # makes the database
    for beside in settings.data_dir.glob("records.db-*"):
        beside.unlink()
    HARMS[harm](settings.data_dir / "records.db")
    write_fee(programme, "88만 원")
    done = sesac(settings, "refresh")
    assert done.exit_code == 0
    assert ("데이터베이스 파일이 손상되었습니다" in done.stderr) == (harm == "random")
    with served(settings) as address:
        said = ask(address, "수강료 얼마야?")
        assert "88만 원" in said["text"]
        helpful = {"answer_id": said["answer_id"], "helpful": True}
        reply = httpx.post(f"{address}/api/feedback", json=helpful, trust_env=False, timeout=60)
        assert reply.status_code == (503 if harm == "random" else 204)
        assert "Traceback" not in reply.text


@pytest.mark.parametrize("harm", ["random", "gone"])
def test_a_damaged_upload_is_named_until_it_is_uploaded_again_and_never_passes_for_what_was_given(
    programme: TinyProgramme, tmp_path: Path, harm: str
) -> None:
    settings, shelf = programme.settings, VersionShelf(programme.settings.data_dir)
    uploads = StaffFolder(tmp_path / "uploads")
    given = uploads.write("설명회.md", "## 설명회는 언제 하나요\n\n설명회는 9월 4일에 합니다.\n", id="briefing")
    order = Order(Sources(uploads=uploads.path))
    refresh(settings, order=order)
    HARMS[harm](shelf.current().folder / "uploads" / given.name)
    for fee in ("77만 원", "88만 원"):
        write_fee(programme, fee)
        done = refresh(settings)
        assert [one.path for one in done.findings] == [f"uploads/{given.name}"]
        assert "9월 4일" in texts(settings)
        assert "손상" in sesac(settings, "versions").stdout
    assert refresh(settings, order=order).published
    assert (shelf.current().folder / "uploads" / given.name).read_bytes() == given.read_bytes()
    write_fee(programme, "99만 원")
    assert refresh(settings).findings == ()
