"""What leaves the house: one view over the store's rows for files, feeds, the API and the static site."""

from trucewatch.publish.release.tier import FULL, Tier, public_tier, read_tier
from trucewatch.publish.release.view import Released

__all__ = ["FULL", "Released", "Tier", "public_tier", "read_tier"]
