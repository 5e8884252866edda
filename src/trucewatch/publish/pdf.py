"""The report as PDF: the same HTML on paper. Needs the extra `trucewatch[pdf]`; fetches nothing."""

from __future__ import annotations

from typing import Any

from trucewatch.errors import ConfigurationError, WithheldError


def pdf_of(html: str) -> bytes:
    """One PDF of an HTML report; the same HTML gives the same bytes with the same fonts and version of WeasyPrint.

    Raises: ConfigurationError when WeasyPrint is not installed or cannot find its libraries; WithheldError when the HTML
    asks for anything outside itself.
    """
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # OSError: Pango, which it draws with, is not on this machine
        raise ConfigurationError(
            f"PDF cannot be written here: {error}",
            where="--format pdf",
            try_this="pip install 'trucewatch[pdf]', and Pango (Debian: apt install libpangoft2-1.0-0); or print the HTML",
        ) from error
    asked: list[str] = []

    class Refuse(URLFetcher):  # type: ignore[misc]  # untyped library
        """Notes what is asked for and brings nothing."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            asked.append(url)
            raise ValueError("nothing outside the report is fetched")

    made: bytes = weasyprint.HTML(string=html, url_fetcher=Refuse()).write_pdf(pdf_tags=True)
    if asked:
        raise WithheldError(f"the report asks for {asked[0]}", where="pdf", try_this="report this as a defect")
    return made
