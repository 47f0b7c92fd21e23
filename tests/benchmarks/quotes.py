"""How well new text is told from quotes, on public fixture sets, beside libraries in the same run.

    python -m tests.benchmarks.quotes --trimmer FOLDER --crisp FOLDER --talon FOLDER …

Each option is a checkout of the set's repository. Libraries that are not installed are left out. `--half
tuned` or `--half kept` reports only one half of each set; `--show LIBRARY` prints what it got wrong.

How an answer is scored (see docs/reading.md): lines are compared with white space folded and empty lines
and ruled lines left out. Where the gold text itself keeps quoted lines (">"), these count on neither side:
sets differ in whether they show what an inline answer belongs to. In HTML samples white space is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.quote_libraries import Reader, installed
from tests.benchmarks.quote_sets import SETS, Sample
from xforce_desktop.replies.html_text import text_of

_MOST_SIGN_OFF_LINES = 14
_LONGEST_SIGN_OFF_LINE = 80
_SIGN_OFF_START = re.compile(
    r"^(?:[-–—_~*/]{1,}\s?\S{0,30}(?: \S{1,20})?$|[-_=*—–]{2,}|"
    r".{0,12}\b(?:thanks|thank you|regards|cheers|best|sincerely|greetings|merci|gruß|grüße|mvh|"
    r"pozdrawiam|hilsen|groet)\b.{0,30}$|(?:sent|get|envoyé|von|from) )",
    re.IGNORECASE,
)
_FEW_WORDS = 3
_RULE = re.compile(r"[-_=*~#+ –—]+")


@dataclass
class Score:
    """Counts over samples. `exact`: the same lines; `right`: the same but for a sign-off at the end.

    `lost` and `kept` are lines, sign-offs not counted: new text that is missing, old text left in.
    """

    samples: int = 0
    exact: int = 0
    right: int = 0
    lost: int = 0
    kept: int = 0
    failed: int = 0
    slowest_ms: float = 0.0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)


def score(samples: Iterable[Sample], read: Reader) -> Score:
    """Run one reader over samples."""
    result = Score()
    for sample in samples:
        begun = time.perf_counter()
        try:
            text = read(sample.body, sample.is_html)
        except Exception:  # noqa: BLE001  # a library that raises is counted, the run goes on
            result.failed += 1
            text = ""
        result.slowest_ms = max(result.slowest_ms, 1000 * (time.perf_counter() - begun))
        _count(result, sample, text)
    return result


def _count(result: Score, sample: Sample, text: str) -> None:
    gold_text = (
        text_of(sample.gold) if sample.is_html and sample.gold.lstrip().startswith("<") else sample.gold
    )
    keeps_quotes = any(line.lstrip().startswith(">") for line in gold_text.splitlines())
    gold, found = (_lines(one, keeps_quotes, sample.is_html) for one in (gold_text, text))
    result.samples += 1
    result.exact += gold == found
    lost, kept = _missing(gold, found), _missing(found, gold)
    result.lost += len(lost)
    result.kept += len(kept)
    result.right += not lost and not kept
    if lost or kept:
        result.wrong.append((sample.name, "\n".join(gold), "\n".join(found)))


def _lines(text: str, without_quotes: bool, is_html: bool) -> list[str]:
    found = (" ".join(line.replace("\u200b", "").split()) for line in text.splitlines())
    lines = [line for line in found if line and not (without_quotes and line.startswith(">"))]
    shown = [_plain_signs(line) for line in lines if not _RULE.fullmatch(line)]
    return ["".join(line.split()) for line in shown] if is_html else shown


def _plain_signs(line: str) -> str:
    """Typographic quotes and dashes as their plain forms: ours folds them, others do not."""
    for fancy, plain in (
        ("“", '"'),
        ("”", '"'),
        ("’", "'"),
        ("‘", "'"),
        ("–", "-"),
        ("—", "-"),
        ("…", "..."),
    ):
        line = line.replace(fancy, plain)
    return " ".join(line.replace("-", " - ").replace("`", "'").split())


def _missing(wanted: Sequence[str], given: Sequence[str]) -> list[str]:
    """Lines of `wanted` that `given` lacks; none if `given` lacks only a sign-off at the end."""
    rest = Counter(given)
    missing = []
    for line in wanted:
        if rest[line]:
            rest[line] -= 1
        else:
            missing.append(line)
    if not missing or len(given) < 1:
        return missing
    tail = list(wanted[len(wanted) - len(missing) :])
    return [] if missing == tail and len(missing) < len(wanted) and is_sign_off(missing) else missing


def is_sign_off(lines: Sequence[str]) -> bool:
    """Whether lines look like a sign-off: few and short, begun by a closing word, dashes or a name."""
    if len(lines) > _MOST_SIGN_OFF_LINES or any(len(line) > _LONGEST_SIGN_OFF_LINE for line in lines):
        return False
    first = lines[0]
    return bool(_SIGN_OFF_START.search(first)) or (
        len(first.split()) <= _FEW_WORDS and not first.endswith((".", "?", "!", ":")) and first[:1].isupper()
    )


def half_of(sample: Sample) -> str:
    """ "tuned" or "kept", by a hash of the message: the half that was looked at while rules were written."""
    digest = hashlib.sha256(sample.body.strip().encode("utf-8", "replace")).digest()
    return "tuned" if digest[0] % 2 else "kept"


def main() -> None:
    """Print a table for each set given, and one over all different messages."""
    options = _options()
    readers = installed()
    everything: dict[str, Sample] = {}
    for name, read_set in SETS.items():
        folder = getattr(
            options,
            name.replace("-text", "").replace("-html", "").replace("-signatures", "").replace("-", "_"),
        )
        if folder is None:
            continue
        samples = [one for one in read_set(folder) if options.half in ("both", half_of(one))]
        everything.update((f"{one.body.strip()}\0{one.is_html}", one) for one in samples)
        _print_table(name, samples, readers, options.show)
    for half in ("tuned", "kept") if options.half == "both" else ():
        _print_table(
            f"all, {half} half", [one for one in everything.values() if half_of(one) == half], readers, ""
        )
    _print_table("all", list(everything.values()), readers, "")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.quotes")
    for name in (
        "trimmer",
        "crisp",
        "willdurand",
        "github",
        "zapier",
        "mail-parser-reply",
        "talon",
        "quotequail",
    ):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--half", choices=("both", "tuned", "kept"), default="both")
    parser.add_argument("--show", default="", metavar="LIBRARY")
    return parser.parse_args()


def _print_table(title: str, samples: Sequence[Sample], readers: dict[str, Reader], shown: str) -> None:
    print(f"\n{title}: {len(samples)} messages")
    print(f"{'':24}{'exact':>8}{'right':>8}{'lost':>7}{'kept':>7}{'failed':>8}{'slowest':>11}")
    for name, read in readers.items():
        if not samples:
            continue
        result = score(samples, read)
        shares = f"{result.exact / result.samples:8.3f}{result.right / result.samples:8.3f}"
        print(f"{name:24}{shares}{result.lost:7}{result.kept:7}{result.failed:8}{result.slowest_ms:8.0f} ms")
        if name == shown:
            for sample, gold, found in result.wrong:
                print(f"  --- {sample}\n  gold:  {gold[:700]!r}\n  found: {found[:700]!r}")


if __name__ == "__main__":
    main()
