"""Prompts that a user picks in a chat program, to have its language model quote instead of telling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexing.question_language import question_language
from service.pages.catalogue import PageLanguage, Words


@dataclass(frozen=True, slots=True)
class QuotingPrompt:
    """The prompt for an answer in quotes; its one argument is the question."""

    name: str = "quote"
    title: str = "Svara med citat / Answer in quotes"
    description: str = "Has a question answered word for word from the documents, with sources."
    argument: str = "question"
    argument_description: str = "What to ask the documents, in Swedish or English."

    def text(self, question: str) -> str:
        """Return what the user says to the language model, in the question's language.

        Args:
            question: what to ask.
        """
        language = PageLanguage.EN if question_language(question) == "en" else PageLanguage.SV
        words = Words(language)
        return f"{words.quote_rules}\n\n{words.quote_question.format(question=' '.join(question.split()))}"


QUOTE: Final = QuotingPrompt()
