"""One comparison a module: each takes two accounts and gives a score from -1 to 1 with a sentence that says why.

Each has a `NAME`, under which its weight stands in `data/reconcile.yml`, and a `VERSION`: raise it with every change that
can change a score, here and in docs/methods/reconciling.md, and raise the file's `version`, which signs every link.
"""
