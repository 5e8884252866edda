"""A function over the shards of an archive, on one machine or many: supervised, resumable, the same bytes however it ran."""
