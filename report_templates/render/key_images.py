"""The key images of the printed report, beside the findings where that is shorter."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image as PilImage
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.flowables import Image

from report_templates.document import KeyImage, ReportDocument
from report_templates.render.flow import GAP, columns, height, paragraph
from report_templates.render.style import WIDTH, colour
from report_templates.render.words import WORDS
from resources.errors import InputError

#: a key image larger than this isn't a picture of a report
MAX_PIXELS = 24_000_000
#: a picture this much wider than high stands above the findings
WIDE = 1.6
#: columns side by side stay on one page: no higher than this, in points
TALLEST = 330.0


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise ValueError("no size for a key image")


def _reader(picture: KeyImage) -> tuple[ImageReader, float]:
    """The picture's own bytes as plain RGB (never a path), and its width over its height."""
    try:
        if picture.png:
            opened = PilImage.open(io.BytesIO(picture.png), formats=("PNG",))
            _check_size(opened.width, opened.height)
            image = opened.convert("RGB")
        else:
            _check_size(picture.width, picture.height)
            image = PilImage.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    except (OSError, ValueError, SyntaxError) as error:
        raise InputError(
            "A key image of this report can't be read.",
            "Make the key image again.",
            detail=f"{type(error).__name__}, {len(picture.png)} bytes",
            code="key_image",
        ) from error
    return ImageReader(image), image.width / image.height


def _picture(picture: KeyImage, number: int, width: float, language: str, tallest: float) -> list[Flowable]:
    reader, aspect = _reader(picture)
    wide = min(width, tallest * aspect)
    image = Image(_AsFile(reader), width=wide, height=wide / aspect, hAlign="LEFT")
    caption = WORDS[language]["figure"].format(number=number, caption=picture.caption)
    return [image, paragraph(caption, 6.8, 9, ink=colour("text", "secondary"), before=3, after=2)]


def _AsFile(reader: ImageReader) -> io.BytesIO:
    """Reportlab's Image wants a file; a PNG made anew from the pixels carries nothing but pixels."""
    out = io.BytesIO()
    reader._image.save(out, format="PNG")
    out.seek(0)
    return out


def pictures_with(
    document: ReportDocument,
    findings: list[Flowable],
    language: str,
    *,
    compact: bool = False,
    beside: bool = True,
) -> list[Flowable]:
    """Key images and findings, arranged in the way that takes the least height.

    The first picture, or two, stand left with a wide one above the findings on the right, as the drawing has it;
    or the findings take the whole width and the pictures follow in rows.
    """
    pictures = document.key_images
    if not pictures:
        return findings
    aspects = [_reader(p)[1] for p in pictures]
    best = [*findings, Spacer(1, 6), *_gallery(pictures, 1, language)]
    if not beside:
        return best
    least = height(best, WIDTH)
    for count, width in ((1, WIDTH * (0.27 if compact else 0.3)), (2, WIDTH * (0.23 if compact else 0.27))):
        if len(pictures) < count or any(a >= WIDE for a in aspects[:count]):
            break
        left = [_picture(p, 1 + i, width, language, 190) for i, p in enumerate(pictures[:count])]
        used, right_width = count, WIDTH - count * (width + GAP)
        right: list[Flowable] = []
        if len(pictures) > count and aspects[count] >= WIDE:
            right += _picture(pictures[count], count + 1, right_width, language, 130)
            used += 1
        columns_ = [*left, [*right, *findings]]
        tallest = max(
            height(part, w) for part, w in zip(columns_, [*[width] * count, right_width], strict=True)
        )
        if tallest > TALLEST:
            continue  # side by side it would be pushed whole to the next page
        made = [Spacer(1, 6), columns(columns_, [*[width] * count, right_width])]
        made += _gallery(pictures[used:], used + 1, language)
        total = height(made, WIDTH)
        if total < least:
            best, least = made, total
    return best


def _gallery(pictures: Sequence[KeyImage], start: int, language: str) -> list[Flowable]:
    """Rows of up to three pictures of equal height."""
    parts: list[Flowable] = []
    for first in range(0, len(pictures), 3):
        row = pictures[first : first + 3]
        aspects = [_reader(p)[1] for p in row]
        height = min(150.0, (WIDTH - GAP * (len(row) - 1)) / sum(aspects))
        widths = [height * a for a in aspects]
        cells = [_picture(p, start + first + i, widths[i], language, height) for i, p in enumerate(row)]
        parts += [Spacer(1, 6), columns(cells, widths)]
    return parts
