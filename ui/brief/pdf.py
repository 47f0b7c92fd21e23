"""A brief on paper: the same page for the printer and for a PDF, with page numbers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from ui.widgets.icons import paint_icon
from xforce_desktop.errors import BadInput
from xforce_desktop.prep.paper import SECTIONS, as_html
from xforce_desktop.scheduling.briefs import StoredBrief

MARGIN_MM = 18.0
FOOT_PT = 16.0  # room for the page number
RESOLUTION_DPI = 300
ICON_PX = 104
INK = QColor("#1d2330")
_LETTER = frozenset(
    {
        QLocale.Country.UnitedStates,
        QLocale.Country.Canada,
        QLocale.Country.Mexico,
        QLocale.Country.Philippines,
    }
)


def paper_size(locale: QLocale | None = None) -> QPageSize:
    """Letter where people use it, A4 elsewhere."""
    is_letter = (locale or QLocale.system()).territory() in _LETTER
    return QPageSize(QPageSize.PageSizeId.Letter if is_letter else QPageSize.PageSizeId.A4)


def page_layout(size: QPageSize | None = None) -> QPageLayout:
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    return QPageLayout(
        size or paper_size(), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
    )


def document_of(stored: StoredBrief, *, with_sources: bool, warning: str = "") -> QTextDocument:
    """The brief as a document, its drawings inside; `warning` on top."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(_font())
    for _, _, icon in SECTIONS:
        if icon:
            document.addResource(
                QTextDocument.ResourceType.ImageResource, QUrl(_address(icon)), _drawing(icon)
            )
    document.setHtml(as_html(stored, _address, with_sources=with_sources, warning=warning))
    return document


def save_pdf(
    stored: StoredBrief,
    path: Path,
    *,
    with_sources: bool,
    warning: str = "",
    size: QPageSize | None = None,
) -> int:
    """Write it; returns the number of pages. Raises BadInput if the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):  # said before half a page is drawn
            pass
    except OSError as error:
        raise BadInput(
            f"{path.name} cannot be written.", f"{error.strerror}: choose another place."
        ) from error
    writer = QPdfWriter(str(path))
    writer.setTitle(f"Meeting Prep: {stored.brief.title}")
    writer.setCreator("X-FORCE Desktop")
    writer.setResolution(RESOLUTION_DPI)
    writer.setPageLayout(page_layout(size))
    document = document_of(stored, with_sources=with_sources, warning=warning)
    return draw(document, writer, writer.resolution(), stored.brief.title)


def draw(document: QTextDocument, device: QPagedPaintDevice, dpi: int, title: str) -> int:
    """Page by page, each with its number; returns how many."""
    area = device.pageLayout().paintRectPoints()
    body = QSizeF(area.width(), area.height() - FOOT_PT)
    painter = QPainter(device)
    try:
        # In points from here on, so that paper and screen break the lines alike.
        painter.scale(dpi / 72, dpi / 72)
        document.documentLayout().setPaintDevice(_POINTS)
        document.setPageSize(body)
        pages = document.pageCount()
        for number in range(pages):
            if number:
                device.newPage()
            painter.save()
            painter.translate(0, -number * body.height())
            document.drawContents(painter, QRectF(0, number * body.height(), body.width(), body.height()))
            painter.restore()
            _foot(painter, QSizeF(area.width(), area.height()), f"{title}  •  Page {number + 1} of {pages}")
        return pages
    finally:
        painter.end()


def _points() -> QImage:
    """A device on which a pixel is a point."""
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(72 / 0.0254))
    image.setDotsPerMeterY(round(72 / 0.0254))
    return image


_POINTS = _points()


def _font() -> QFont:
    """Letters where the metrics put them, at any resolution."""
    font = QFont("Sans Serif", 10)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _foot(painter: QPainter, area: QSizeF, text: str) -> None:
    font = QFont("Sans Serif")
    font.setPixelSize(8)  # a pixel is a point here
    painter.setFont(font)
    painter.setPen(QColor("#5b6475"))
    height = QFontMetricsF(font).height()
    place = QRectF(0, area.height() - height, area.width(), height)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), text)


def _address(icon: str) -> str:
    return f"brief-icon:{icon}"


def _drawing(icon: str) -> QImage:
    image = QImage(ICON_PX, ICON_PX, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, icon, INK, QRectF(0, 0, ICON_PX, ICON_PX))
    painter.end()
    return image
