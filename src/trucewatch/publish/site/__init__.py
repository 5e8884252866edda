"""A site of plain files: works from any web server, and from a folder."""

from trucewatch.publish.site.make import make_site

__all__ = ["make_site"]
