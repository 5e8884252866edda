"""Who is named in a text, and which side it belongs to."""

from trucewatch.extract.actors.entries import ActorEntry, ActorMention
from trucewatch.extract.actors.phrase import PhraseActor, describe
from trucewatch.extract.actors.sides import SideMap, government_side, other_side, resolve_side, sides_in
from trucewatch.extract.actors.table import ActorTable, load_table

__all__ = [
    "ActorEntry",
    "ActorMention",
    "ActorTable",
    "PhraseActor",
    "SideMap",
    "describe",
    "government_side",
    "load_table",
    "other_side",
    "resolve_side",
    "sides_in",
]
