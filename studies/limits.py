"""How much a foreign file may ask of us (specs/security.md section 4)."""

from __future__ import annotations

#: bytes of one file that are read into memory
MAX_FILE_BYTES = 4 * 2**30
#: bytes out of a deflated data set or a ZIP archive, and how many times its packed size that may be
MAX_INFLATED_BYTES = 512 * 2**20
MAX_INFLATE_RATIO = 200
MAX_ZIP_ENTRIES = 100_000
#: bytes of decoded voxels per series
MAX_SERIES_BYTES = 8 * 2**30
MAX_ROWS_COLUMNS = 65_535
MAX_FRAMES = 100_000
MAX_SEQUENCE_DEPTH = 64
MAX_FILES = 1_000_000
MAX_FOLDER_DEPTH = 32
#: characters of one text value that are kept
MAX_TEXT = 1_024
#: bytes of the header of one file (everything before the pixels)
MAX_HEADER_BYTES = 64 * 2**20
