"""Every word of the program's own that a reader of the page sees, by key: one folder of messages for each language.

A message is text with ``{names}`` in it, or, where its words depend on a number ``n``, an object of such texts by the
plural categories of the language (CLDR). The page gets the same messages as JSON and says them by the same rules
(`static/say.js`), so that a translator finds every sentence once.

To add a language: copy `languages/en` to a folder named by its BCP 47 code and translate the texts, leaving keys and
``{names}`` as they are; add its code to `LANGUAGES`, and to `RIGHT_TO_LEFT` if it is written so; and serve it with
``sarhad serve --language CODE``. `tests/test_language.py` says what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import orjson

from geo.errors import NotFound
from layers import assets

__all__ = ["ENGLISH", "LANGUAGES", "PSEUDO", "Language", "Message", "language"]

PSEUDO = "qps"
"""English made long, in brackets, and written from right to left: shows a layout's weak places and untold words."""
LANGUAGES = ("en", PSEUDO)
RIGHT_TO_LEFT = frozenset({PSEUDO, "ar", "fa", "ps", "ur"})
Message = str | Mapping[str, str]
_NAME = re.compile(r"\{([a-z_]+)\}")
_ISOLATED = "\u2068{}\u2069"  # what is put into a sentence keeps its own direction


@dataclass(frozen=True)
class Language:
    """The messages of one language.

    Attributes
    ----------
    code : str
        BCP 47.
    direction : str
        ``ltr`` or ``rtl``.
    messages : mapping of str to str, or to a mapping of plural category to str
        Keys are ``file.name``.

    Examples
    --------
    >>> language("en").say("page.did_not_arrive", what="The list")
    'The list did not arrive.'
    """

    code: str
    direction: str
    messages: Mapping[str, Message]

    def say(self, key: str, **values: object) -> str:
        """Give a message with its values in place; whole numbers get thousands separators, and ``n`` chooses the form.

        Raises
        ------
        KeyError
            There is no such message, or a value for it is missing.
        """
        message = self.messages[key]
        if not isinstance(message, str):
            message = message.get("one" if values["n"] == 1 else "other") or message["other"]
        return _NAME.sub(lambda found: self._isolated(_text(values[found[1]])), message)

    def _isolated(self, text: str) -> str:
        return _ISOLATED.format(text) if self.direction == "rtl" else text


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


@cache
def language(code: str) -> Language:
    """Give the messages of a language.

    Raises
    ------
    NotFound
        It is none of `LANGUAGES`.

    Examples
    --------
    >>> language("qps").direction, language("qps").say("page.again")
    ('rtl', '⟦Ťřÿ åğåîñ ~~~⟧')
    """
    if code not in LANGUAGES:
        raise NotFound(f"There is no language {code!r}. Accepted: {', '.join(LANGUAGES)}.")
    folder = "en" if code == PSEUDO else code
    messages = {f"{part}.{name}": said for part, file in assets.messages(folder).items() for name, said in _read(file)}
    if code == PSEUDO:
        messages = {key: _pseudo(said) for key, said in messages.items()}
    direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    return Language(code, direction, MappingProxyType(messages))


def _read(file: bytes) -> list[tuple[str, Message]]:
    return list(orjson.loads(file).items())


_ACCENTED = str.maketrans("AaCcDdEeGgIiLlNnOoRrSsTtUuYyZz", "ÅåÇçĐđÉéĞğÎîĻļÑñÖöŘřŠšŤťÛûÝÿŽž")


def _pseudo(message: Message) -> Message:
    if not isinstance(message, str):
        return {category: str(_pseudo(text)) for category, text in message.items()}
    parts = _NAME.split(message)  # text, name, text, name, ..., text
    said = "".join(part.translate(_ACCENTED) if i % 2 == 0 else f"{{{part}}}" for i, part in enumerate(parts))
    longer = f" {'~' * max(1, len(message) // 3)}" if any(c.isalpha() for c in "".join(parts[::2])) else ""
    return f"⟦{said}{longer}⟧"


ENGLISH = language("en")
"""What is spoken where nothing else was asked for."""
