"""Addresses for those who read answers elsewhere than on Belägg's own pages: paths would lead nowhere there."""

from __future__ import annotations

from service.dependencies import Resources
from service.links import Links


def is_absolute(url: str) -> bool:
    """Tell whether an address leads somewhere from outside the service's own pages."""
    return url.startswith(("http://", "https://"))


def absolute_links(resources: Resources, reached_at: str) -> Links:
    """Return what makes whole addresses.

    Args:
        resources: know where users reach the service, if the operator says so.
        reached_at: where this caller reached it, which has to do without that.
    """
    return resources.links if resources.links.public_url else Links(reached_at)
