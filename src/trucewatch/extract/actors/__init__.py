"""Who is named in a text, and which side it belongs to."""

from trucewatch.extract.actors.phrase import PhraseActor, describe
from trucewatch.extract.actors.sides import SideMap, other_side, sides_in
from trucewatch.extract.actors.table import ActorMention, ActorTable, load_table

__all__ = ["ActorMention", "ActorTable", "PhraseActor", "SideMap", "describe", "load_table", "other_side", "sides_in"]
