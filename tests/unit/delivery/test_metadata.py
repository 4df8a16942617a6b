"""What exported files say about their origin."""

import io
import xml.etree.ElementTree as ET

import pytest
import pyvips
from hypothesis import given
from hypothesis import strategies as st

from shared.delivery.metadata import ImageMetadata, digital_source_type, xmp_packet
from shared.delivery.rendering import render_image
from shared.delivery.schemas import ExportFormat, FileFormat

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE = bytes(pyvips.Image.black(8, 8, bands=3).copy(interpretation="srgb").pngsave_buffer())


def read(packet: bytes, path: str) -> str | None:
    found = ET.parse(io.BytesIO(packet)).find(f".//{path}", NAMES)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("provider", "term"),
    [
        ("studio", "compositeSynthetic"),
        ("fal", "trainedAlgorithmicMedia"),
        ("", "trainedAlgorithmicMedia"),
    ],
)
def test_provider_decides_source_type(provider: str, term: str) -> None:
    assert digital_source_type(provider) == f"{VOCABULARY}{term}"


@pytest.mark.parametrize("file_format", list(FileFormat))
@pytest.mark.parametrize("profile", ["sRGB", "AdobeRGB"])
def test_every_format_carries_source_type(file_format: FileFormat, profile: str) -> None:
    metadata = ImageMetadata(provider="studio", model="studio-compositor", identifier="ABC123")
    options = ExportFormat(file_format=file_format, color_profile=profile)
    data = render_image(SOURCE, options, metadata).data
    packet = bytes(pyvips.Image.new_from_buffer(data, "").get("xmp-data"))
    assert read(packet, "ext:DigitalSourceType") == f"{VOCABULARY}compositeSynthetic"
    assert read(packet, "xmp:CreatorTool") == "Sartiq (studio studio-compositor)"
    assert read(packet, "dc:identifier") == "ABC123"


def test_source_picture_cannot_speak_for_us() -> None:
    source = pyvips.Image.new_from_buffer(SOURCE, "").copy()
    source.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x>digitalCapture</x>")
    data = render_image(
        bytes(source.pngsave_buffer()), ExportFormat(), ImageMetadata(provider="fal")
    ).data
    packet = bytes(pyvips.Image.new_from_buffer(data, "").get("xmp-data"))
    assert read(packet, "ext:DigitalSourceType") == f"{VOCABULARY}trainedAlgorithmicMedia"
    assert b"digitalCapture" not in packet


@given(title=st.text(max_size=50), identifier=st.text(max_size=50))
def test_any_text_makes_readable_xml(title: str, identifier: str) -> None:
    packet = xmp_packet(ImageMetadata(provider="studio", title=title, identifier=identifier))
    printable = "".join(c if c.isprintable() else " " for c in title)
    assert read(packet, "dc:title/rdf:Alt/rdf:li") == (printable or None)
