"""Reads PDF files that hold text: paragraphs, ruled tables, headings; scans are named, not guessed."""

from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.readers import letters, pdf_soundness
from ingest.readers.extract import Extract, FileState, Limits, NotRead
from ingest.readers.pdf_layout import Layout
from ingest.readers.pdf_sheet import Sheet, sheet

_END_BYTES = 2_048
_MAX_NAMED_PAGES = 10


def read(data: bytes, limits: Limits) -> Extract:
    """The text of a PDF file. Raises NotRead."""
    if b"%%EOF" not in data[-_END_BYTES:]:
        raise pdf_soundness.damaged()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise NotRead(
                FileState.PASSWORD, "암호가 걸린 PDF입니다. 암호를 풀고 다시 저장해 올리세요. (password protected)"
            ) from error
        raise pdf_soundness.damaged() from error
    try:
        return _Pdf(document, data, limits).read()
    except pdfium.PdfiumError as error:
        raise pdf_soundness.damaged() from error
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
        self._flaw = pdf_soundness.has_flaw(self._data, self._limits)
        sheets = self._sheets(count)
        if not any(page.letters for page in sheets):
            if any(page.is_scan for page in sheets):
                raise NotRead(
                    FileState.SCAN,
                    "스캔한 그림만 있는 PDF입니다. 글이 있는 원본(HWPX, DOCX)을 올리거나 글자 인식을 거치세요. "
                    "(scanned pages without text)",
                )
            raise pdf_soundness.damaged()
        printed = "".join(page.raw for page in sheets)
        if self._flaw and "\ufffd" in printed:
            raise pdf_soundness.damaged()
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
            yield "파일 일부가 바뀌어 틀린 글자가 있을 수 있습니다. 다시 저장한 파일을 올리세요. (parts of the file were changed)"
        if (attached := raw.FPDFDoc_GetAttachmentCount(self._document)) > 0:
            yield f"붙은 파일 {attached}개는 읽지 않았습니다. 따로 올리세요. (attachments left out)"


def _pages(sheets: Iterator[Sheet]) -> str:
    """The pages' numbers, the first ones of many."""
    numbers = [str(page.number + 1) for page in sheets]
    if not numbers:
        return ""
    more = f" 등 {len(numbers)}개 쪽" if len(numbers) > _MAX_NAMED_PAGES else "쪽"
    return ", ".join(numbers[:_MAX_NAMED_PAGES]) + more
