"""What browsers send to be written down: small forms of our own pages, from this site and nowhere else."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from trucewatch.web.accounts.visit import form_token, visit_of

LARGEST = 16_384  # bytes of one form
MOST_FIELDS = 20


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form that one of our pages sent, without blanks at the edges; `by` is the account where there is one.

    Raises: HTTPException 403 when it comes from elsewhere or writing is switched off, 413 or 400 when it is none of ours.
    """
    if not request.app.state.writable:
        raise HTTPException(
            403, "Decisions are not taken here: this store is shown to other machines, and there is no login."
        )
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "This form was sent by another site; nothing was written.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413, "This form is too long; nothing was written.")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400, "This form cannot be read; nothing was written.") from error
    fields = {k: v.strip() for k, v in pairs}
    visit = visit_of(request)
    expected = form_token(request)
    given = fields.pop("token", "")
    # a program that sends its own token with each request cannot be led by another site's page
    by_program = visit is not None and not visit.form_token
    if not by_program and not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(403, "This page is of an earlier run of the program: load it again. Nothing was written.")
    return fields | {"by": visit.account.name} if visit is not None else fields


def local_path(said: str, otherwise: str) -> str:
    """An address of ours to go back to; never one of another host."""
    parts = urlsplit(said)
    plain = said.startswith("/") and not said.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return said if plain and said.isprintable() else otherwise
