"""What the guard found out about a request, for pages and forms."""

from __future__ import annotations

from starlette.requests import Request

from trucewatch.web.accounts.shape import Role, Visit


def visit_of(request: Request) -> Visit | None:
    """The account that asks; None where the pages are served without accounts, or nobody has logged in."""
    found: Visit | None = getattr(request.state, "visit", None)
    return found


def form_token(request: Request) -> str:
    """The word that a form of this page must send back: of the session, or else of this run of the program."""
    visit = visit_of(request)
    token: str = request.app.state.token
    return visit.form_token if visit is not None and visit.form_token else token


def signer(request: Request, said: str) -> str:
    """Whose name stands under a decision: the account's, or, without accounts, the name that was given."""
    visit = visit_of(request)
    return visit.account.name if visit is not None else said.strip()[:80]


def owns_disk(request: Request) -> bool:
    """True for who may see where files lie on this machine: whoever sits at it, or with accounts an admin."""
    visit = visit_of(request)
    at_it: bool = request.app.state.writable  # without accounts nothing is written where others can reach the pages
    return visit.account.role.covers(Role.ADMIN) if visit is not None else at_it


def may_decide(request: Request) -> bool:
    """True if decisions are taken here and this account may take them."""
    visit = visit_of(request)
    writable: bool = request.app.state.writable
    return writable and (visit is None or visit.account.role.covers(Role.ANALYST))
