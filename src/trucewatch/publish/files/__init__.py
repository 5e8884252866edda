"""Files and feeds: one small writer a format, over the one view of `publish/release`."""

from trucewatch.publish.files.write import FORMATS, FileFormat, find_format, write_into

__all__ = ["FORMATS", "FileFormat", "find_format", "write_into"]
