"""Kinds of files from outside, by the endings of their names."""

from oversight.inspection import BINDABLE

OPEN_XML = "application/vnd.openxmlformats-officedocument"
# Ending of a name -> the content type with which such a file is downloaded. No kind is taken in that is not here.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OPEN_XML}.wordprocessingml.document",
    ".xlsx": f"{OPEN_XML}.spreadsheetml.sheet",
    ".pptx": f"{OPEN_XML}.presentationml.presentation",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
}
# The content types of what packs are made of. Other files are listed in them.
BOUND_TYPES = frozenset(CONTENT_TYPES[ending] for ending in BINDABLE)
