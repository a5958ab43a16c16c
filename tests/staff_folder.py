"""Small folders of documents as staff write them, and the settings of a data folder beside them."""

import json
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.settings import PACKAGE, KnowledgeSettings

SHIPPED = PACKAGE / "programme"
CAMPUSES = ("gangnam", "guro", "mapo")
"""Of the shipped campus data: reading all 25 takes longer than all else that a tiny refresh does."""

APPLICATION = """# 신청 방법

## 신청은 어디서 하나요
> Q: 신청 어디서 해?
> Q: 지원은 어떻게 하나요?

신청은 청년취업사관학교 누리집에서 합니다.[^notice] 회원 가입을 먼저 해야 합니다.[^notice]
"""
COST = """# 교육비

## 수강료가 있나요
> Q: 수강료 얼마야?
> Q: 돈 내야 해?

수강료는 전액 무료입니다.[^notice]
"""
SCHEDULE = """# 교육 기간

## 교육은 얼마나 하나요
> Q: 교육 기간이 얼마나 돼요?

교육 기간은 과정마다 3개월에서 5개월입니다.[^notice]
"""
ELIGIBILITY = """# 지원 자격

## 누가 지원할 수 있나요
> Q: 누가 지원할 수 있어?

만 15세 이상 서울 시민이면 지원할 수 있습니다.[^notice]
"""
CONTACT = """# 문의처

## 문의는 어디로 하나요
> Q: 문의 어디로 해?

문의는 청년취업사관학교 누리집의 1:1 문의로 합니다.[^notice]
"""
CATALOGUE = """notice:
  title: 새싹 모집 안내
  publisher: 서울경제진흥원
  url: https://sesac.seoul.kr/notice
  published: '2026-01-31'
  confidence: official
"""


@cache
def _structured() -> dict[str, str]:
    """The campus data of a few campuses, by file name."""

    def of_few(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [entry for entry in entries if entry["id"] in CAMPUSES]

    def shipped(name: str) -> Any:
        text = (SHIPPED / name).read_text("utf-8")
        return json.loads(text) if name.endswith("json") else yaml.safe_load(text)

    campuses = shipped("campuses.yaml")
    campuses["campuses"] = of_few(campuses["campuses"])
    outlines = shipped("districts.geojson")
    outlines["features"] = outlines["features"][:1]
    return {
        "campuses.yaml": yaml.safe_dump(campuses, allow_unicode=True),
        "districts.yaml": yaml.safe_dump(of_few(shipped("districts.yaml")), allow_unicode=True),
        "districts.geojson": json.dumps(outlines),
    }


@dataclass(frozen=True)
class StaffFolder:
    """A folder that staff named as a source."""

    path: Path

    def write(self, name: str, body: str, **fields: str) -> Path:
        """Write a document; `fields` are added to a title and a date in its front matter, or replace them."""
        front = {"title": Path(name).stem, "published": "2026-01-31", **fields}
        return self.write_raw(name, "---\n" + "".join(f"{k}: {v}\n" for k, v in front.items()) + "---\n" + body)

    def write_raw(self, name: str, text: str | bytes) -> Path:
        """Write a file as it is."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file


@dataclass(frozen=True)
class TinyProgramme:
    """Five short documents with the data of a few campuses, and the settings under which they are refreshed."""

    settings: KnowledgeSettings
    folder: StaffFolder

    @classmethod
    def make(cls, root: Path) -> "TinyProgramme":
        """Write the folder below `root`; nothing is published yet."""
        folder = StaffFolder(root / "programme")
        folder.path.mkdir(parents=True)
        for name, text in _structured().items():
            folder.write_raw(name, text)
        folder.write_raw("sources.yaml", CATALOGUE)
        folder.write("application.md", APPLICATION, id="application", title="신청 방법", topic="application")
        folder.write("cost.md", COST, id="cost", title="교육비", topic="cost-and-support")
        folder.write("schedule.md", SCHEDULE, id="schedule", title="교육 기간", topic="schedule")
        folder.write("eligibility.md", ELIGIBILITY, id="eligibility", title="지원 자격", topic="eligibility")
        folder.write("contact.md", CONTACT, id="contact", title="문의처", topic="contact")
        return cls.at(root)

    @classmethod
    def at(cls, root: Path) -> "TinyProgramme":
        """The one whose folder was written below `root` before."""
        folder = StaffFolder(root / "programme")
        settings = KnowledgeSettings(_env_file=None, data_dir=root / "data", programme_dir=folder.path)
        return cls(settings, folder)

    def copy_to(self, root: Path) -> "TinyProgramme":
        """The same folder and data elsewhere, to be changed freely."""
        if self.settings.data_dir.exists():
            shutil.copytree(self.settings.data_dir, root / "data")
        shutil.copytree(self.folder.path, root / "programme")
        update = {"data_dir": root / "data", "programme_dir": root / "programme"}
        return TinyProgramme(self.settings.model_copy(update=update), StaffFolder(root / "programme"))
