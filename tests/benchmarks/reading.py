"""Measure how fast files of each format are read: python -m tests.benchmarks.reading [--name NAME]."""

import argparse
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx

from ingest.readers.extract import Limits
from ingest.readers.isolated import IsolatedReader
from ingest.sources import read_source
from tests.benchmarks.measuring import machine, peak_mib, timed
from tests.ingest.readers import hwp_files, hwpx_files
from tests.ingest.readers.pdf_files import PdfFile, table, text

FOLDER = Path(__file__).parent / "reports"
SENTENCE = (
    "강남 캠퍼스는 인공지능 과정 교육생 {0}명을 {1}월 {2}일까지 서류와 면접을 거쳐 뽑으며 교육비는 모두 무료입니다."
)
PARAGRAPHS, PDF_PAGES, ROWS, SLIDES = 5_000, 200, 5_000, 200
LINES_ON_A_PAGE = 30
LIMITS = Limits(cpu_s=300, wall_s=400)


def sentences(count: int) -> list[str]:
    """Different sentences of a notice."""
    return [SENTENCE.format(10 + n % 50, 1 + n % 12, 1 + n % 28) for n in range(count)]


def pdf() -> bytes:
    """Pages of 30 lines, a small ruled table on every fourth."""
    pages = []
    for page in range(PDF_PAGES):
        lines = sentences(PARAGRAPHS)[page * 20 : page * 20 + LINES_ON_A_PAGE]
        made = "".join(text(50, 780 - 18 * n, line[:46], 10) for n, line in enumerate(lines))
        pages.append(made + (table(50, 200, [["캠퍼스", "과정"], ["강남", "개발"]]) if page % 4 == 0 else ""))
    return PdfFile(pages).save()


def word() -> bytes:
    """Paragraphs and a table of 500 rows."""
    made = docx.Document()
    for sentence in sentences(PARAGRAPHS):
        made.add_paragraph(sentence)
    return _saved(made.save)


def excel() -> bytes:
    """One sheet of five columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["캠퍼스", "과정", "정원", "시작일", "안내"])
    for number, sentence in enumerate(sentences(ROWS)):
        sheet.append(["강남", "인공지능", 20 + number % 9, "2026. 3. 2.", sentence])
    return _saved(book.save)


def slides() -> bytes:
    """Slides with a title and five lines."""
    made = pptx.Presentation()
    for number in range(SLIDES):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"{number}번째 안내"
        slide.placeholders[1].text = "\n".join(sentences(5))
    return _saved(made.save)


def hwp() -> bytes:
    """Paragraphs only."""
    return hwp_files.HwpFile([b"".join(hwp_files.paragraph(sentence) for sentence in sentences(PARAGRAPHS))]).save()


def hwpx() -> bytes:
    """Paragraphs only."""
    return hwpx_files.HwpxFile(["".join(hwpx_files.paragraph(sentence) for sentence in sentences(PARAGRAPHS))]).save()


def html() -> bytes:
    """A page with a table."""
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences(PARAGRAPHS))
    rows = "".join(f"<tr><td>강남</td><td>{number}번 과정</td></tr>" for number in range(500))
    page = f"<html><head><title>안내</title></head><body><main>{body}<table><tr><th>캠퍼스</th><th>과정</th></tr>{rows}"
    return f"{page}</table></main></body></html>".encode()


def csv() -> bytes:
    """A list as Excel exports it in Korea."""
    rows = "".join(f'강남,"{sentence}"\n' for sentence in sentences(ROWS))
    return f"캠퍼스,안내\n{rows}".encode("cp949")


FORMATS: dict[str, tuple[str, Callable[[], bytes], float]] = {
    "PDF (pages)": ("pdf", pdf, PDF_PAGES),
    "DOCX (paragraphs)": ("docx", word, PARAGRAPHS),
    "XLSX (rows)": ("xlsx", excel, ROWS),
    "PPTX (slides)": ("pptx", slides, SLIDES),
    "HWP (paragraphs)": ("hwp", hwp, PARAGRAPHS),
    "HWPX (paragraphs)": ("hwpx", hwpx, PARAGRAPHS),
    "HTML (paragraphs)": ("html", html, PARAGRAPHS),
    "CSV (rows)": ("csv", csv, ROWS),
}


def formats() -> dict[str, dict[str, Any]]:
    """How fast a large file of each format is read, and the memory of the process that reads it.

    By computing time: that process steps back behind all others, so on a busy machine its wall time says little.
    """
    figures = {}
    for name, (suffix, make, units) in FORMATS.items():
        data = make()
        with IsolatedReader(LIMITS) as reader:
            reader.read(b"x", "a.txt")
            assert reader._child
            child = reader._child.pid
            before = cpu_seconds(child)
            extract, seconds = timed(lambda r=reader, d=data, s=suffix: r.read(d, f"a.{s}"))  # type: ignore[misc]
            cpu = max(cpu_seconds(child) - before, 0.01)
            figures[name] = {
                "per CPU second": round(units / cpu, 1),
                "kB per CPU second": round(len(data) / 1000 / cpu, 1),
                "CPU seconds": round(cpu, 2),
                "seconds": round(seconds, 2),
                "pieces": len(extract.pieces),
                "peak MiB": peak_mib(child),
            }
    return figures


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def starting() -> dict[str, Any]:
    """What the first file costs, and many small ones."""
    with IsolatedReader() as reader:
        _, first = timed(lambda: reader.read(b"x", "a.txt"))
        _, second = timed(lambda: reader.read(b"y", "a.txt"))
    figures: dict[str, Any] = {"first file, ms": round(1000 * first, 1), "second file, ms": round(1000 * second, 2)}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1_000):
            front = f"---\ntitle: 안내 {number}\npublished: 2026-03-02\n---\n"
            Path(folder, f"{number}.md").write_text(f"{front}# 안내\n\n{SENTENCE}\n", "utf-8")
        figures["1,000 small Markdown files, files per second"] = _files_per_second(folder, 1_000)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(200):
            made = hwpx_files.HwpxFile([hwpx_files.paragraph(f"{number}. {SENTENCE}")]).save()
            Path(folder, f"{number}.hwpx").write_bytes(made)
        figures["200 small HWPX files, files per second"] = _files_per_second(folder, 200)
    return figures


def _files_per_second(folder: str, count: int) -> float:
    reading, seconds = timed(lambda: read_source(Path(folder), "origin"))
    assert len(reading.documents) == count
    return round(count / seconds, 1)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    packed = io.BytesIO()
    save(packed)
    return packed.getvalue()


def write(name: str, report: dict[str, Any], folder: Path) -> Path:
    """Write the report as Markdown and JSON; returns the first."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = ["per CPU second", "kB per CPU second", "CPU seconds", "seconds", "pieces", "peak MiB"]
    lines = [f"# Reading {name}", "", "Repeat with `python -m tests.benchmarks.reading`.", ""]
    lines += [f"| format | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {kind} | {' | '.join(str(row[c]) for c in columns)} |" for kind, row in report["formats"].items()]
    for part in ("starting", "machine"):
        lines += ["", f"| {part} | value |", "|---|---|"]
        lines += [f"| {key} | {value} |" for key, value in report[part].items()]
    path = folder / f"reading-{name}.md"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    path.with_suffix(".json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    return path


def main(arguments: list[str] | None = None) -> int:
    """Measure everything and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default=datetime.now(UTC).strftime("%Y-%m-%d"), help="name of the report")
    parser.add_argument("--reports", type=Path, default=FOLDER, help="folder of the report")
    options = parser.parse_args(arguments)
    report = {"machine": machine(), "formats": formats(), "starting": starting()}
    print(write(options.name, report, options.reports).read_text("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
