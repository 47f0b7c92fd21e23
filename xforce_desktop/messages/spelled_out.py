"""Our own sentences without contractions, for a rep who writes none."""

from __future__ import annotations

import re

_WHOLE = {"can't": "cannot", "won't": "will not", "shan't": "shall not", "let's": "let us"}
_ENDS = {"'m": " am", "'ve": " have", "'ll": " will", "'re": " are", "'d": " would"}
_CONTRACTED = re.compile(
    r"\b(?:(?P<whole>can't|won't|shan't|let's)"
    r"|(?P<stem>I|you|we|they|it|that|there|he|she)(?P<end>'(?:m|ve|ll|re|d))"
    r"|(?P<is>it|that|there|here|what|how|when|where|who|he|she)'s"
    r"|(?P<verb>do|does|did|is|are|was|were|has|have|had|would|could|should)n't)\b",
    re.IGNORECASE,
)


def spelled_out(text: str) -> str:
    """ "I am" for "I'm". Only for words of ours: in them "'s" is "is" and "'d" is "would"."""
    return _CONTRACTED.sub(_whole_words, text.replace("’", "'"))


def _whole_words(match: re.Match[str]) -> str:
    if match["whole"]:
        words = _WHOLE[match["whole"].lower()]
        return words.capitalize() if match["whole"][0].isupper() else words
    if match["stem"]:
        return match["stem"] + _ENDS[match["end"].lower()]
    return f"{match['is']} is" if match["is"] else f"{match['verb']} not"
