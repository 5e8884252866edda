"""One comparison a module: each takes two accounts and gives a score from -1 to 1 with a sentence that says why."""
