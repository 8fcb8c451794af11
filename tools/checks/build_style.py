# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BUILD files are in the one form that buildifier would give them.

Debian 12 has no package of buildifier, and a checkout needs nothing from
elsewhere. So this writes BUILD files itself, as far as ours go: a statement that
it does not know it leaves as it stands. A BUILD file is Python to Python's parser.
"""

import ast
import io
import re
import tokenize

NAMES = ("BUILD.bazel", "BUILD")
INDENT = "    "
# Buildifier's order of attributes; those not named here come between, by name.
FIRST = ("name", "size", "timeout", "testonly", "src", "srcs", "outs", "hdrs")
LAST = ("deps", "alwayslink")
SORTED = ("data", "deps", "hdrs", "srcs", "tags", "textual_hdrs", "visibility")
# Calls that are no rules: their arguments keep their order.
PLAIN = ("exports_files", "glob", "licenses", "load", "package", "select")


def files(tree):
    return tree.named(*NAMES) + [path for path in tree.paths if path.endswith(".BUILD")]


def check(tree):
    problems = []
    for path in files(tree):
        try:
            formatted = format_text(tree.text(path))
        except (SyntaxError, tokenize.TokenError) as error:
            problems.append(f"{path}: cannot be read: {error}")
            continue
        if formatted != tree.text(path):
            line = _first_difference(tree.text(path), formatted)
            problems.append(f"{path}:{line}: not formatted; run tools/check --fix")
        problems += [f"{path}: {problem}" for problem in unused_loads(tree.text(path))]
    return problems


def fix(tree):
    for path in files(tree):
        (tree.root / path).write_text(format_text(tree.text(path)), encoding="utf-8")


def unused_loads(text):
    """Names loaded and never called."""
    module = ast.parse(text)
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    for node in module.body:
        if _called(node) == "load":
            names = [argument.value for argument in node.value.args[1:]]
            names += [keyword.arg for keyword in node.value.keywords]
            for name in names:
                if name not in used:
                    yield f"loads {name} and does not use it; leave it out"


def _first_difference(old, new):
    pairs = zip(old.split("\n"), new.split("\n"))
    return next((line for line, (a, b) in enumerate(pairs, 1) if a != b), old.count("\n") + 1)


def format_text(text):
    return _Writer(text).write()


def _called(node):
    """The name of the function that a statement calls, or ""."""
    if isinstance(node, ast.Expr):
        node = node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return ""


def attribute_key(argument):
    name = getattr(argument, "arg", None)
    if name is None:  # By position, and so in its place.
        return -len(FIRST) - 1, ""
    if name in FIRST:
        return FIRST.index(name) - len(FIRST), name
    return (LAST.index(name) + 1 if name in LAST else 0), name


def label_key(value):
    """Buildifier's order: this package, this repository, other repositories."""
    if value.startswith("@"):
        phase = 4
    elif value.startswith("//"):
        phase = 3
    elif value.startswith(":"):
        phase = 2
    else:
        phase = 1
    return phase, re.split(r"[:.]", value), value


class _Writer:
    """Writes a BUILD file anew. Comments stay before, or behind, what they stood at."""

    def __init__(self, text):
        self.lines = text.encode().split(b"\n")  # The parser counts columns in octets.
        self.module = ast.parse(text)
        self.above = {}  # Line -> comment on a line of its own there.
        self.behind = {}  # Line -> comment behind code.
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                alone = not token.line[: token.start[1]].strip()
                (self.above if alone else self.behind)[token.start[0]] = token.string

    def write(self):
        body = self.module.body
        loads = [node for node in body if _called(node) == "load"]
        if loads and loads[0].lineno - 1 not in self.above and not self._commented(loads[0], loads[-1]):
            start = body.index(loads[0])
            if body[start:start + len(loads)] == loads:
                body[start:start + len(loads)] = sorted(loads, key=lambda node: node.value.args[0].value)
        blocks = []
        previous = ""
        for node in body:
            block = self._comments_before(node, "") + [self._statement(node)]
            if blocks and previous == _called(node) == "load":
                blocks[-1] += block
            else:
                blocks.append(block)
            previous = _called(node)
        blocks.append([self.above[line] for line in sorted(self.above)])  # Behind the last statement.
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"

    def _commented(self, first, last):
        """Whether a comment stands among these lines, the one behind them aside."""
        return any(line in self.above or (line in self.behind and line != last.end_lineno)
                   for line in range(first.lineno, last.end_lineno + 1))

    def _comments_before(self, node, indent):
        """Takes the comments above a node; a blank line between two of them stays."""
        lines = sorted(line for line in self.above if line < node.lineno)
        taken = []
        for index, line in enumerate(lines):
            taken.append(indent + self.above.pop(line))
            following = lines[index + 1] if index + 1 < len(lines) else node.lineno
            if following > line + 1 and not indent:
                taken.append("")
        return taken

    def _statement(self, node):
        comment = self._comment_behind(node)
        if isinstance(node, ast.Expr):
            return self._expression(node.value, "") + comment
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            return f"{self._source(node.targets[0])} = {self._expression(node.value, '')}{comment}"
        return self._source(node) + comment

    def _comment_behind(self, node):
        """Taken before what the node holds is written: it belongs to the outermost."""
        comment = self.behind.pop(node.end_lineno, None)
        return f"  {comment}" if comment else ""

    def _source(self, node):
        """As it stands, with the comments in it."""
        for line in range(node.lineno, node.end_lineno):
            self.behind.pop(line, None)
            self.above.pop(line, None)
        return self._segment(node)

    def _segment(self, node):
        """As ast.get_source_segment, which splits the whole text anew each time."""
        lines = self.lines[node.lineno - 1:node.end_lineno]
        lines[-1] = lines[-1][:node.end_col_offset]
        lines[0] = lines[0][node.col_offset:]
        return b"\n".join(lines).decode()

    def _expression(self, node, indent):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._string(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node, indent)
        if isinstance(node, ast.List):
            return "[" + self._items(node.elts, indent, "]")
        if isinstance(node, ast.Dict) and all(node.keys):
            return self._dict(node, indent)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return f"{self._expression(node.left, indent)} + {self._expression(node.right, indent)}"
        return self._source(node)

    def _string(self, node):
        source = self._segment(node)
        if source.startswith("'") and '"' not in source and "\\" not in source:
            return f'"{node.value}"'
        return source

    def _call(self, node, indent):
        name = node.func.id
        arguments = list(node.args)
        if name == "load":
            arguments[1:] = sorted(arguments[1:], key=lambda argument: argument.value)
        everything = arguments + node.keywords
        simple = all(isinstance(item, (ast.Constant, ast.Name)) for item in everything)
        compact = simple and node.lineno == node.end_lineno
        if name in PLAIN:
            return f"{name}(" + self._items(everything, indent, ")", compact)
        return f"{name}(" + self._items(everything, indent, ")", compact, attribute_key)

    def _dict(self, node, indent):
        inner = indent + INDENT
        lines = []
        for key, value in zip(node.keys, node.values):
            lines += self._comments_before(key, inner)
            comment = self._comment_behind(value)
            lines.append(f"{inner}{self._expression(key, inner)}: {self._expression(value, inner)},{comment}")
        return "{\n" + "\n".join(lines) + f"\n{indent}}}" if lines else "{}"

    def _item(self, node, indent, is_rule):
        if not isinstance(node, ast.keyword):
            return self._expression(node, indent)
        value = node.value
        if is_rule and node.arg in SORTED and isinstance(value, ast.List) and all(
                isinstance(item, ast.Constant) and isinstance(item.value, str) for item in value.elts):
            return f"{node.arg} = [" + self._items(value.elts, indent, "]", key=lambda item: label_key(item.value))
        return f"{node.arg} = {self._expression(value, indent)}"

    def _items(self, nodes, indent, right, compact=False, key=None):
        """One element, or a compact call, on one line; else one element to a line.

        Written in the order of the source, so that each comment finds its place,
        and sorted by key then.
        """
        inner = indent + INDENT
        written = []
        for node in nodes:
            above = self._comments_before(node, inner)
            behind = self._comment_behind(node)
            alone = len(nodes) == 1 and not above and not behind
            item = self._item(node, indent if alone else inner, key is attribute_key)
            written.append((node, above, item, behind))
        if key:
            written.sort(key=lambda each: key(each[0]))
        commented = any(above or behind for _, above, _, behind in written)
        if not commented and (compact or len(nodes) < 2):
            return ", ".join(item for _, _, item, _ in written) + right
        lines = []
        for _, above, item, behind in written:
            lines += above + [f"{inner}{item},{behind}"]
        return "\n" + "\n".join(lines) + f"\n{indent}{right}"
