"""What the codes of a provider mean in our vocabulary: one table for each, beside this file, for a user to edit."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from data.vocabulary import rows


class Code(NamedTuple):
    """What one word in one column of a provider says; empty where it says nothing."""

    kind: str = ""
    tactic: str = ""
    target: str = ""


NOTHING = Code()


@cache
def codes(provider: str) -> dict[tuple[str, str], Code]:
    """Give what each word means by the provider's column and the word in lower case.

    Examples
    --------
    >>> codes("gtd")["attacktype1_txt", "assassination"]
    Code(kind='attack', tactic='targeted-killing', target='')
    """
    table = rows(f"{provider}.csv")
    return {(r["column"], r["given"].casefold()): Code(r["kind"], r["tactic"], r["target"]) for r in table}
