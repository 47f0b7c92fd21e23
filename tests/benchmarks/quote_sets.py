"""Public fixture sets of quoted mails, read in place from a checkout: each message with its new text.

Only what the sets' own tests state word for word is taken; nothing is copied into the project.
"""

from __future__ import annotations

import ast
import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """A message of a set and what its authors say is new in it. `is_html`: body and gold came as HTML."""

    name: str
    body: str
    gold: str
    is_html: bool = False


def trimmer(folder: Path) -> Iterator[Sample]:
    """discourse/email_reply_trimmer: a file for the message, one for the reply."""
    for path in sorted((folder / "test" / "emails").glob("*.txt")):
        yield Sample(path.stem, _read(path), _read(folder / "test" / "trimmed" / path.name))


def crisp(folder: Path) -> Iterator[Sample]:
    """crisp-oss/email-reply-parser: the first fragment or the visible text, where a test spells it out."""
    source = _read(folder / "test" / "test.js")
    common = _js_text(_first(r"COMMON_FIRST_FRAGMENT = '(.*?)';\n", source))
    for name, rest in re.findall(r'get_email\("(\w+)"\);(.*?)test\.done', source, re.DOTALL):
        stated = re.search(
            r'test\.equal\((COMMON_FIRST_FRAGMENT|"(?:[^"\\]|\\.)*"), '
            r"(?:fragments\[0\]\.toString|reply\.fragments\[0\]\.toString|email\.getVisibleText|text)\b",
            rest,
        )
        if stated:
            gold = common if stated[1].startswith("COMMON") else _js_text(stated[1][1:-1])
            yield Sample(name, _read(folder / "test" / "fixtures" / f"{name}.txt"), gold)


def willdurand(folder: Path) -> Iterator[Sample]:
    """willdurand/EmailReplyParser: the first fragment or the visible text, where a test spells it out."""
    tests = folder / "tests"
    sources = [_read(path) for path in sorted((tests / "EmailReplyParser").rglob("*Test.php"))]
    common = _first(r"COMMON_FIRST_FRAGMENT = '(.*?)';", "\n".join(sources))
    gold_form = (
        r"assertEquals\(\s*(static::COMMON_FIRST_FRAGMENT|<<<EMAIL\n.*?\nEMAIL\n?|'[^']*'|\"[^\"]*\")\s*,\s*"
        r"(?:trim\(\$fragments\[0\]|\(string\) \$fragments\[0\]|EmailReplyParser::parseReply)"
    )
    for function in "\n".join(sources).split("public function ")[1:]:
        for name, rest in re.findall(
            r"getFixtures\('([\w-]+)\.txt'\)(.*?)(?=getFixtures|\Z)", function, re.DOTALL
        ):
            stated = re.search(gold_form, rest, re.DOTALL)
            if stated:
                gold = common if stated[1].startswith("static") else _php_text(stated[1])
                yield Sample(name, _read(tests / "Fixtures" / f"{name}.txt"), gold)


def github(folder: Path) -> Iterator[Sample]:
    """github/email_reply_parser: what its tests say that parse_reply returns."""
    source = _read(next((folder / "test").glob("*_test.rb")))
    form = r'join\("(\w+)\.txt"\)[^\n]*\n\s*assert_equal ("(?:[^"\\]|\\.)*"),\s*EmailReplyParser\.parse_reply'
    for name, gold in re.findall(form, source):
        yield Sample(name, _read(folder / "test" / "emails" / f"{name}.txt"), _js_text(gold[1:-1]))


def zapier(folder: Path) -> Iterator[Sample]:
    """zapier/email-reply-parser: what its tests say that parse_reply returns."""
    source = _read(next((folder / "test").glob("test*.py")))
    for function in _functions(source):
        text = ast.get_source_segment(source, function) or ""
        name = re.search(r"emails/(\w+)\.txt|get_email\('(\w+)'\)", text)
        gold = _equal_to(function, {"EmailReplyParser.parse_reply", "message.reply.strip"})
        if name and gold is not None:
            stem = name[1] or name[2]
            yield Sample(stem, _read(folder / "test" / "emails" / f"{stem}.txt"), gold)


def mail_parser_reply(folder: Path) -> Iterator[Sample]:
    """alfonsrv/mail-parser-reply: the body of the newest reply, where a test spells it out."""
    source = _read(next((folder / "test").glob("test*.py")))
    form = r'get_email\(\'(\w+)\'.*?assertTrue\(("(?:[^"\\]|\\.)*") == mail\.replies\[0\]\.body'
    for function in source.split("    def ")[1:]:
        for name, gold in re.findall(form, function, re.DOTALL):
            body = _read(folder / "test" / "emails" / f"{name}.txt")
            yield Sample(name, body, str(ast.literal_eval(gold)))


def talon_text(folder: Path) -> Iterator[Sample]:
    """mailgun/talon: plain texts inside its tests, and the mails of its standard clients."""
    source = _read(folder / "tests" / "text_quotations_test.py")
    for function in _functions(source):
        if not re.search("too_many|for_forwarded", function.name):
            yield from _calls(function, "quotations.extract_from_plain", is_html=False)
    original = '"Test reply\\n\\n-----{}-----\\n\\nTest"'
    for number, words in enumerate(re.findall(r"_check_pattern_original_message\(u?'([^']+)'\)", source)):
        body = str(ast.literal_eval(original)).format(words)
        yield Sample(f"original_message_{number}", body, "Test reply")
    for path in sorted((folder / "tests" / "fixtures" / "standard_replies").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = message.get_body(("plain",))
        known = path.with_name(f"{path.stem}_reply_text")
        if part is not None:
            yield Sample(path.stem, part.get_content(), _read(known) if known.exists() else "Hello")


def talon_html(folder: Path) -> Iterator[Sample]:
    """mailgun/talon: HTML inside its tests, and the replies of nine clients."""
    for function in _functions(_read(folder / "tests" / "html_quotations_test.py")):
        if not re.search(r"forwarded|readable_html_empty|bad_html|gmail_quote_blockquote", function.name):
            yield from _calls(function, "quotations.extract_from_html", is_html=True)
    for path in sorted((folder / "tests" / "fixtures" / "html_replies").glob("*.html")):
        yield Sample(path.stem, _read(path), "Hi. I am fine.\n\nThanks,\nAlex", is_html=True)


def talon_signatures(folder: Path) -> Iterator[Sample]:
    """mailgun/talon: mails and the signature that is to be taken from their end."""
    for function in _functions(_read(folder / "tests" / "signature" / "bruteforce_test.py")):
        if not re.search(r"max_lines|crash|empty|candidate", function.name):
            yield from _calls(function, "bruteforce.extract_signature", is_html=False)
    for path in sorted((folder / "tests" / "fixtures" / "signature" / "emails" / "stripped").glob("*_body")):
        body = _read(path).strip()
        signature = _read(path.with_name(path.name[: -len("body")] + "signature")).strip()
        if body.endswith(signature):
            yield Sample(path.name, body, body[: len(body) - len(signature)])


def quotequail(folder: Path) -> Iterator[Sample]:
    """closeio/quotequail: the part above the quote, introducing line left out, of text and of HTML."""
    for name, is_html in (("test_quote.py", False), ("test_quote_html.py", True)):
        tree = ast.parse(_read(folder / "tests" / name))
        rows = [node for node in ast.walk(tree) if isinstance(node, ast.Tuple) and len(node.elts) == 3]
        for number, row in enumerate(rows):
            try:
                body, _, parts = ast.literal_eval(row)
            except ValueError:
                continue
            if isinstance(body, str) and isinstance(parts, list):
                gold = "\n".join(text for is_new, text in parts if is_new)
                yield Sample(f"{name}:{number}", body, gold, is_html)


SETS: dict[str, Callable[[Path], Iterator[Sample]]] = {
    "trimmer": trimmer,
    "crisp": crisp,
    "willdurand": willdurand,
    "github": github,
    "zapier": zapier,
    "mail-parser-reply": mail_parser_reply,
    "talon-text": talon_text,
    "talon-html": talon_html,
    "talon-signatures": talon_signatures,
    "quotequail": quotequail,
}
"""Sets by the name of their option; the three of talon are read from one checkout."""


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _first(form: str, text: str) -> str:
    match = re.search(form, text, re.DOTALL)
    assert match, form
    return match[1]


def _js_text(literal: str) -> str:
    """A JavaScript or Ruby string without its quotes."""
    return literal.replace("\\\n", "").replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"')


def _php_text(literal: str) -> str:
    if literal.startswith("<<<"):
        return literal.split("\n", 1)[1].rstrip().removesuffix("EMAIL")
    return literal[1:-1].replace("\\n", "\n") if literal.startswith('"') else literal[1:-1]


def _functions(source: str) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


def _equal_to(function: ast.FunctionDef, calls: set[str]) -> str | None:
    """The text that assertEqual compares with one of `calls`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self.assertEqual":
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            others = [ast.unparse(one.func) for one in node.args if isinstance(one, ast.Call)]
            if texts and isinstance(texts[0], str) and set(others) & calls:
                return texts[0]
    return None


def _calls(function: ast.FunctionDef, call: str, is_html: bool) -> Iterator[Sample]:
    """Messages given to `call` inside eq_(gold, …), with the texts that variables held by then."""
    known: dict[str, object] = {}
    for number, node in enumerate(function.body):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = _value(node.value, known)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            sample = _compared(node.value, call, known)
            if sample:
                yield Sample(f"{function.name}:{number}", *sample, is_html)


def _compared(equal: ast.Call, call: str, known: dict[str, object]) -> tuple[str, str] | None:
    if ast.unparse(equal.func) != "eq_" or len(equal.args) < 2:
        return None
    inner = [n for n in ast.walk(equal.args[1]) if isinstance(n, ast.Call) and ast.unparse(n.func) == call]
    gold = _value(equal.args[0], known)
    if isinstance(gold, tuple):
        gold = gold[0]
    body = _value(inner[0].args[0], known) if inner else None
    return (body, gold) if isinstance(body, str) and isinstance(gold, str) else None


def _value(node: ast.expr, known: dict[str, object]) -> object:
    """A literal, a known variable, or a sum or tuple of them; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Tuple):
        return tuple(_value(one, known) for one in node.elts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left, known), _value(node.right, known)
        return left + right if isinstance(left, str) and isinstance(right, str) else None
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "RE_WHITESPACE.sub":
        return _value(node.args[1], known)
    return None
