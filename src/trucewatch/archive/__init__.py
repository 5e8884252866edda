"""Archives of many documents to records: streamed, cut into shards, resumable to the record."""
