"""HWPX files made from the words that their paragraphs hold."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SPACES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
    ' xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"'
    ' xmlns:opf="http://www.idpf.org/2007/opf/"'
)
STYLES = (
    '<hh:borderFill id="1"/><hh:borderFill id="2"><hc:fillBrush><hc:winBrush faceColor="#DDEEFF"/></hc:fillBrush>'
    '</hh:borderFill><hh:charPr id="0" height="1000" textColor="#000000" shadeColor="none"/>'
    '<hh:charPr id="1" height="2000" textColor="#000000" shadeColor="none"><hh:bold/></hh:charPr>'
    '<hh:charPr id="2" height="1000" textColor="#FFFFFF" shadeColor="none"/>'
    '<hh:numbering id="1" start="0"><hh:paraHead start="1" level="1" numFormat="DIGIT">^1.</hh:paraHead>'
    '<hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2)</hh:paraHead></hh:numbering>'
    '<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>'
    '<hh:paraPr id="1"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>'
    '<hh:paraPr id="2"><hh:heading type="NUMBER" idRef="1" level="1"/></hh:paraPr>'
    '<hh:paraPr id="3"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>'
    '<hh:paraPr id="4"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>'
)


def words(text: str) -> str:
    """Plain words."""
    return f"<hp:t>{text}</hp:t>"


def paragraph(*inner: str, shape: int = 0, letters: int = 0) -> str:
    """A paragraph of one run; what is no XML is words."""
    content = "".join(part if part.startswith("<") else words(part) for part in inner)
    return f'<hp:p paraPrIDRef="{shape}"><hp:run charPrIDRef="{letters}">{content}</hp:run></hp:p>'


def listed(*paragraphs: str) -> str:
    """A list of paragraphs."""
    return f"<hp:subList>{''.join(paragraphs)}</hp:subList>"


def cell(
    row: int, column: int, *paragraphs: str, spans: tuple[int, int] = (1, 1), header: int = 0, fill: int = 1
) -> str:
    """A cell of a table; `spans` are those of rows and columns."""
    return (
        f'<hp:tc header="{header}" borderFillIDRef="{fill}">{listed(*paragraphs)}<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        f'<hp:cellSpan colSpan="{spans[1]}" rowSpan="{spans[0]}"/></hp:tc>'
    )


def table(*rows: Sequence[str], caption: str = "", in_line: int = 1) -> str:
    """A table of rows of cells."""
    named = f"<hp:caption>{listed(paragraph(caption))}</hp:caption>" if caption else ""
    inner = "".join(f"<hp:tr>{''.join(row)}</hp:tr>" for row in rows)
    return f'<hp:tbl><hp:pos treatAsChar="{in_line}"/>{named}{inner}</hp:tbl>'


def simple_table(*rows: Sequence[str], caption: str = "") -> str:
    """A table of plain texts."""
    return table(
        *[[cell(r, c, paragraph(t)) for c, t in enumerate(row)] for r, row in enumerate(rows)], caption=caption
    )


def control(inner: str) -> str:
    """A control."""
    return f"<hp:ctrl>{inner}</hp:ctrl>"


@dataclass
class HwpxFile:
    """A document: the paragraphs of each section, the package's title, and parts to be put in or replaced."""

    sections: Sequence[str]
    title: str = ""
    styles: str = STYLES
    more: Mapping[str, str] = field(default_factory=dict)
    spine: Sequence[int] | None = None

    def save(self) -> bytes:
        order = range(len(self.sections)) if self.spine is None else self.spine
        items = "".join(f'<opf:item id="s{i}" href="Contents/section{i}.xml"/>' for i in range(len(self.sections)))
        spine = "".join(f'<opf:itemref idref="s{i}"/>' for i in order)
        parts = {
            "mimetype": "application/hwp+zip",
            "Contents/content.hpf": f"<opf:package {_SPACES}><opf:metadata><opf:title>{self.title}</opf:title>"
            f'<opf:meta name="creator">홍길동</opf:meta></opf:metadata><opf:manifest>{items}</opf:manifest>'
            f"<opf:spine>{spine}</opf:spine></opf:package>",
            "Contents/header.xml": f"<hh:head {_SPACES}>{self.styles}</hh:head>",
            **{f"Contents/section{i}.xml": f"<hs:sec {_SPACES}>{s}</hs:sec>" for i, s in enumerate(self.sections)},
            **self.more,
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                if content:
                    archive.writestr(name, content)
        return file.getvalue()
