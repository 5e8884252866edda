"""One module a format: the bytes of an input to drafts of documents and issues."""
