"""Reads PDF files that hold text: paragraphs, ruled tables, headings; scans are named, not guessed."""

import re
import zlib
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.readers import letters
from ingest.readers.extract import Extract, FileState, Limits, NotRead
from ingest.readers.pdf_layout import Layout
from ingest.readers.pdf_sheet import Sheet, sheet

_END_BYTES = 2_048
_STEP_BYTES = 1 << 20
_STREAM = re.compile(rb"stream\r?\n")
_FLATE, _NOT_TEXT = re.compile(rb"/Filter\s*\[?\s*/FlateDecode"), re.compile(rb"/Image\b|/DCTDecode|/Crypt")
_MAX_NAMED_PAGES = 10


def read(data: bytes, limits: Limits) -> Extract:
    """The text of a PDF file. Raises NotRead."""
    if b"%%EOF" not in data[-_END_BYTES:]:
        raise _damaged()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise NotRead(
                FileState.PASSWORD, "암호가 걸린 PDF입니다. 암호를 풀고 다시 저장해 올리세요. (password protected)"
            ) from error
        raise _damaged() from error
    try:
        return _Pdf(document, data, limits).read()
    except pdfium.PdfiumError as error:
        raise _damaged() from error
    finally:
        document.close()


class _Pdf:
    """One open file."""

    def __init__(self, document: pdfium.PdfDocument, data: bytes, limits: Limits) -> None:
        self._document = document
        self._data = data
        self._limits = limits
        self._flaw = False

    def read(self) -> Extract:
        count = len(self._document)
        if count > self._limits.max_pages:
            raise NotRead(
                FileState.TOO_BIG, f"{self._limits.max_pages:,}쪽보다 깁니다. 파일을 나누세요. (too many pages)"
            )
        self._flaw = check_streams(self._data, self._limits)
        sheets = self._sheets(count)
        if not any(page.letters for page in sheets):
            if any(page.is_scan for page in sheets):
                raise NotRead(
                    FileState.SCAN,
                    "스캔한 그림만 있는 PDF입니다. 글이 있는 원본(HWPX, DOCX)을 올리거나 글자 인식을 거치세요. "
                    "(scanned pages without text)",
                )
            raise _damaged()
        printed = "".join(page.raw for page in sheets)
        if self._flaw and "\ufffd" in printed:
            raise _damaged()
        letters.check_readable(printed)
        layout = Layout(sheets, self._limits)
        title = self._document.get_metadata_value("Title")
        return layout.extract(title, tuple(self._warnings(sheets, printed)))

    def _sheets(self, count: int) -> list[Sheet]:
        sheets: list[Sheet] = []
        chars = 0
        for number in range(count):
            try:
                page = self._document[number]
            except pdfium.PdfiumError:
                sheets.append(Sheet(number, 0.0, broken=True))
                continue
            sheets.append(sheet(page, number, sheets[-1] if sheets else None))
            page.close()
            chars += sheets[-1].letters
            if chars > self._limits.max_chars:
                message = f"글자가 {self._limits.max_chars:,}자보다 많습니다. 파일을 나누세요. (too much text)"
                raise NotRead(FileState.TOO_BIG, message)
        return sheets

    def _warnings(self, sheets: list[Sheet], printed: str) -> Iterator[str]:
        if pages := _pages(page for page in sheets if page.is_scan):
            yield f"{pages}은 스캔한 그림이라 읽지 못했습니다. 글이 있는 원본을 올리세요. (scanned pages)"
        if pages := _pages(page for page in sheets if page.broken):
            yield f"{pages}은 손상되어 읽지 못했습니다. 다시 저장한 파일을 올리세요. (damaged pages)"
        if pages := _pages(page for page in sheets if page.over_image):
            yield f"{pages}의 글은 글자 인식(OCR) 결과입니다. 틀린 글자가 없는지 확인하세요. (recognised text)"
        if pages := _pages(p for p in sheets if letters.garbled_share(p.raw) > letters.MAX_GARBLED_SHARE):
            yield f"{pages}은 글자가 깨져 있습니다. 원본 문서로 올리세요. (garbled pages)"
        if pages := _pages(page for page in sheets if page.unruled):
            yield f"{pages}은 선이 너무 많아 표를 나누지 못했습니다. 표가 맞는지 확인하세요. (tables not told apart)"
        if pages := _pages(page for page in sheets if page.hidden):
            yield f"{pages}의 보이지 않는 글은 뺐습니다. (hidden text left out)"
        if lost := printed.count("\ufffd"):
            yield f"글꼴에 글자 정보가 없어 {lost}자를 읽지 못했습니다. 원본 문서로 올리세요. (letters lost)"
        if self._flaw:
            yield "파일 일부가 바뀌어 틀린 글자가 있을 수 있습니다. 다시 저장한 파일을 올리세요. (checksum does not fit)"
        if (attached := raw.FPDFDoc_GetAttachmentCount(self._document)) > 0:
            yield f"붙은 파일 {attached}개는 읽지 않았습니다. 따로 올리세요. (attachments left out)"


def check_streams(data: bytes, limits: Limits) -> bool:
    """Whether the checksum of a compressed part does not fit. Raises NotRead where a part does not unpack, or to too much.

    pdfium passes over such parts without a word.
    """
    if b"/Encrypt" in data:
        return False
    flaw, unpacked = False, 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - 600) : match.start()].rpartition(b" obj")[2]
        if data[match.start() - 3 : match.start()] == b"end" or not _FLATE.search(head) or _NOT_TEXT.search(head):
            continue
        end = data.find(b"endstream", match.end())
        engine, rest = zlib.decompressobj(), data[match.end() : end if end >= 0 else len(data)]
        size = 0
        try:
            while rest and not engine.eof:
                size += len(engine.decompress(rest, _STEP_BYTES))
                rest = engine.unconsumed_tail
                if size > limits.max_part_bytes or unpacked + size > limits.max_unpacked_bytes:
                    message = "압축을 풀면 너무 큽니다. 파일을 나누세요. (too large when unpacked)"
                    raise NotRead(FileState.TOO_BIG, message)
        except zlib.error as error:
            if "incorrect data check" not in str(error):
                raise _damaged() from error
            flaw = True
        unpacked += size
    return flaw


def _pages(sheets: Iterator[Sheet]) -> str:
    """The pages' numbers, the first ones of many."""
    numbers = [str(page.number + 1) for page in sheets]
    if not numbers:
        return ""
    more = f" 등 {len(numbers)}개 쪽" if len(numbers) > _MAX_NAMED_PAGES else "쪽"
    return ", ".join(numbers[:_MAX_NAMED_PAGES]) + more


def _damaged() -> NotRead:
    return NotRead(
        FileState.DAMAGED,
        "PDF가 손상되었거나 끝이 잘렸습니다. 다시 받거나 다시 저장한 파일을 올리세요. (damaged or cut PDF)",
    )
