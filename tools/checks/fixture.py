# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Small trees to try the checks on."""

import contextlib
import pathlib
import tempfile

from checks import tree as trees


@contextlib.contextmanager
def tree_of(files):
    """A Tree of these files, {path: text}, in a folder that goes away afterwards."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        yield trees.Tree(root, files)


def problems(check, files):
    with tree_of(files) as tree:
        return list(check(tree))
