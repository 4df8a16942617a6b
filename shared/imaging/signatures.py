"""File formats recognized by their first bytes, independent of file name and declared type."""

import struct

from shared.imaging.content_type import ContentType

# Formats that clients do send; the error names them instead of saying "not an image".
_REFUSED = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
)
_REFUSED_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC"} | {
    b"mif1": "HEIF",
    b"msf1": "HEIF",
    b"crx ": "camera raw",
}
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_PNG = b"\x89PNG\r\n\x1a\n"
_TAIL_BYTES = 1024


def sniff(body: bytes) -> ContentType | None:
    """The format of an accepted image, or None for any other file."""
    if body.startswith(b"\xff\xd8\xff"):
        return ContentType.JPEG
    if body.startswith(_PNG):
        return ContentType.PNG
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return ContentType.WEBP
    return ContentType.TIFF if body.startswith(_TIFF) else None


def is_mp4(body: bytes) -> bool:
    """Whether a file type box comes first (ISO/IEC 14496-12, 4.3); HEIC and AVIF have one, too."""
    return body[4:8] == b"ftyp"


def refused_format(body: bytes) -> str | None:
    """The name of an image format that is known but not accepted, or None."""
    if is_mp4(body):
        return _REFUSED_BRANDS.get(body[8:12])
    if b"<svg" in body[:_TAIL_BYTES].lower():
        return "SVG"
    return next((name for magic, name in _REFUSED if body.startswith(magic)), None)


def png_size(body: bytes) -> tuple[int, int] | None:
    """Width and height from the IHDR chunk (PNG, section 11.2.1); None if it is missing."""
    if len(body) < 24 or body[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def ends_early(body: bytes, format: ContentType) -> bool:
    """Whether a file that cannot be decoded lacks its end, as after an interrupted transfer."""
    match format:
        case ContentType.JPEG:
            return b"\xff\xd9" not in body[-_TAIL_BYTES:]
        case ContentType.PNG:
            return b"IEND" not in body[-_TAIL_BYTES:]
        case ContentType.WEBP:
            return len(body) < 12 or struct.unpack("<I", body[4:8])[0] + 8 > len(body)
        case ContentType.TIFF:
            return _first_directory(body) + 2 > len(body)


def _first_directory(body: bytes) -> int:
    """Byte offset of a TIFF's first directory; libtiff and cameras write it at the end.

    Returns the length of the file if the header itself is cut off.
    """
    order = "<" if body.startswith(b"II") else ">"
    big = body[2:4] in (b"+\x00", b"\x00+")
    at, layout = (8, f"{order}Q") if big else (4, f"{order}I")
    if len(body) < at + struct.calcsize(layout):
        return len(body)
    return int(struct.unpack_from(layout, body, at)[0])
