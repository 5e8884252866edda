"""Files and feeds: one small writer a format, over the one view of `publish/release`."""

from trucewatch.publish.files.write import FORMATS, FileFormat, Made, find_format, write_file, write_into

__all__ = ["FORMATS", "FileFormat", "Made", "find_format", "write_file", "write_into"]
