"""The error codes of uploads and media, and the reasons for which an upload is rejected."""

from shared.core.errors import Conflict, ErrorCode, Invalid, NotFound, Section, TooLarge


class ImageRejected(Invalid):
    """The file is not usable; `detail` tells the person who sent it why, and what to do."""


DAMAGED_IMAGE = ErrorCode(
    "damaged_image",
    ImageRejected,
    "The image cannot be decoded to its end. Export it again.",
    Section.REJECTED_UPLOADS,
)
EMPTY_FILE = ErrorCode(
    "empty_file",
    Invalid,
    "The announced file has no bytes. Choose it again, then ask for a new form.",
)
FILE_MISSING = ErrorCode(
    "file_missing",
    ImageRejected,
    "The file was removed before it could be checked. Send it again.",
    Section.REJECTED_UPLOADS,
)
FILE_TOO_LARGE = ErrorCode(
    "file_too_large",
    TooLarge,
    "The announced file has more than 50 MB. Export it smaller, then ask for a new form.",
)
IMAGE_TOO_LARGE = ErrorCode(
    "image_too_large",
    ImageRejected,
    "The image has more than 20,000 pixels on a side, more than 100 megapixels, or more bytes per "
    "pixel than can be processed. Export it smaller, as RGB with 8 bits per channel.",
    Section.REJECTED_UPLOADS,
)
MEDIA_EXISTS = ErrorCode(
    "media_exists", Conflict, "This image was stored by an earlier, equal request. Read it."
)
MEDIA_MOVED = ErrorCode(
    "media_moved",
    Conflict,
    "Equal images were being stored at the same moment, too many for our own retries. Send the "
    "request again.",
)
MEDIA_NOT_FOUND = ErrorCode(
    "media_not_found",
    NotFound,
    "The organization has no such image, or it is deleted. Upload the file, then name the "
    "`upload_id`.",
)
NOT_AN_IMAGE = ErrorCode(
    "not_an_image",
    ImageRejected,
    "The content is no image, whatever the name says. Send a JPEG, PNG, WebP or TIFF.",
    Section.REJECTED_UPLOADS,
)
OBJECT_EXPIRED = ErrorCode(
    "object_expired",
    Conflict,
    "The images were fetched too late: Compute keeps them for a limited time. Start a new "
    "generation.",
    Section.FAILED_GENERATIONS,
)
RECEIVED_EMPTY = ErrorCode(
    "empty_file",
    ImageRejected,
    "The file has no bytes. Choose it again and resend it.",
    Section.REJECTED_UPLOADS,
)
RECEIVED_TOO_LARGE = ErrorCode(
    "file_too_large",
    ImageRejected,
    "The file that arrived has more than 50 MB. Export it smaller.",
    Section.REJECTED_UPLOADS,
)
TRUNCATED_IMAGE = ErrorCode(
    "truncated_image",
    ImageRejected,
    "The end of the file is missing. Check the file and send it again.",
    Section.REJECTED_UPLOADS,
)
UNSUPPORTED_FORMAT = ErrorCode(
    "unsupported_format",
    ImageRejected,
    "The file is an image, but of a format that is not accepted (HEIC, GIF, an animated WebP, "
    "...). Export it as JPEG, PNG, WebP or TIFF.",
    Section.REJECTED_UPLOADS,
)
UPLOAD_EXISTS = ErrorCode(
    "upload_exists", Conflict, "This upload was announced by an earlier, equal request. Read it."
)
UPLOAD_EXPIRED = ErrorCode(
    "upload_expired",
    Conflict,
    "The uploaded file was kept for a day and is gone. Upload it again.",
)
UPLOAD_NOT_FOUND = ErrorCode(
    "upload_not_found",
    NotFound,
    "The organization has no such upload; uploads are forgotten after a day. Upload the file "
    "again.",
)
UPLOAD_NOT_READY = ErrorCode(
    "upload_not_ready",
    Conflict,
    "The file has not been sent, or is still being checked. Ask `GET /uploads/{file_id}` until it "
    "is `validated`, then repeat the request.",
)
UPLOAD_REJECTED = ErrorCode(
    "upload_rejected",
    Invalid,
    "The file cannot be used; `reason` has the [code](#rejected-uploads) and the remedy. Upload "
    "another file.",
)
UPLOAD_SETTLED = ErrorCode(
    "upload_settled",
    Conflict,
    "The upload has been checked already. A second inspection changes nothing.",
    Section.INTERNAL,
)

# The answers of every request that attaches images.
ATTACHING = (
    MEDIA_MOVED,
    MEDIA_NOT_FOUND,
    UPLOAD_EXPIRED,
    UPLOAD_NOT_FOUND,
    UPLOAD_NOT_READY,
    UPLOAD_REJECTED,
)
