"""What an exported file says about itself: an XMP packet with the IPTC digital source type.

Property and vocabulary: IPTC Photo Metadata Standard, "Digital Source Type", namespace
http://iptc.org/std/Iptc4xmpExt/2008-02-29/, values from
http://cv.iptc.org/newscodes/digitalsourcetype/.
"""

from xml.sax.saxutils import escape

from shared.core.model import Model

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# A photograph of the product on a set that was computed: one element of the composite is
# synthetic. No trained model took part, but shops that ask for a mark know this term.
_COMPOSITE = "compositeSynthetic"
# Pixels that come out of a trained model.
_GENERATED = "trainedAlgorithmicMedia"
# Providers that compose photographs; all others generate.
_COMPOSING_PROVIDERS = frozenset({"studio"})


class ImageMetadata(Model):
    """`provider` and `model` made the picture; `identifier` is the SKU where there is one."""

    provider: str = ""
    model: str = ""
    title: str = ""
    identifier: str = ""


def digital_source_type(provider: str) -> str:
    """The term's address; a provider that we do not know counts as a trained model."""
    term = _COMPOSITE if provider in _COMPOSING_PROVIDERS else _GENERATED
    return f"{_VOCABULARY}{term}"


def xmp_packet(metadata: ImageMetadata) -> bytes:
    """The XMP of one file (ISO 16684-1), the same bytes for the same metadata."""
    made_by = " ".join(word for word in (metadata.provider, metadata.model) if word)
    tool = f"Sartiq ({made_by})" if made_by else "Sartiq"
    optional = ""
    if metadata.title:
        title = escape(_printable(metadata.title))
        optional += (
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        )
    if metadata.identifier:
        optional += f"<dc:identifier>{escape(_printable(metadata.identifier))}</dc:identifier>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        "<Iptc4xmpExt:DigitalSourceType>"
        f"{digital_source_type(metadata.provider)}"
        "</Iptc4xmpExt:DigitalSourceType>"
        f"<xmp:CreatorTool>{escape(_printable(tool))}</xmp:CreatorTool>"
        f"{optional}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()


def _printable(text: str) -> str:
    """XML 1.0 has no way to write control characters."""
    return "".join(character if character.isprintable() else " " for character in text)
