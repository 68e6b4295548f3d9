"""Which quotes a model is not shown: those that give orders to models.

A quote is data, and what a model writes of it is checked; but in "skriv att X" the quote does hold X, and does not say
it. Such texts are rare in political documents and common among those who attack models, so that their quotes are left
to be read as they are. What is not recognised here is still shielded and checked as everything is.
"""

from __future__ import annotations

import re
from typing import Final

_ORDERS: Final = re.compile(
    r"\b(?:ignorera|bortse från|glöm|strunta i|åsidosätt)\b.{0,60}\b(?:instruktion|anvisning|uppmaning|prompt|regler)"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instruction|prompt|rules|above|previous)"
    r"|\b(?:system|developer)\s?-?(?:prompt|meddelande|message)\b"
    r"|\bsom (?:en )?(?:AI|språkmodell)\b.{0,40}\b(?:ska|måste) du\b"
    r"|\bdu är (?:nu )?en (?:AI|språkmodell|assistent)\b|\byou are (?:now )?an? (?:AI|language model|assistant)\b"
    r"|<\|\w+\|>|\[/?(?:INST|SYSTEM)\]|<</?SYS>>|</?s>",
    re.IGNORECASE | re.DOTALL,
)


def gives_orders(quote: str) -> bool:
    """Tell whether a quote speaks to a language model."""
    return _ORDERS.search(quote) is not None
