"""The page that people see when something went wrong."""

from __future__ import annotations

from service.pages.display import Display
from service.pages.templates import render
from service.problems import Problem


def problem_page(problem: Problem, request_id: str, base: str, display: Display | None = None, quote: str = "") -> str:
    """Render the page for a problem.

    Args:
        problem: what went wrong.
        request_id: ties the page to the service's log.
        base: path below which the service is mounted.
        display: in which language; None takes Swedish.
        quote: what a link quoted from a document that is gone.

    Returns:
        HTML.
    """
    apology = (display or Display()).words.apology(problem.slug, problem.status)
    values = {"apology": apology, "problem": problem, "request_id": request_id, "quote": quote}
    return render("problem.html", values, base, display)
