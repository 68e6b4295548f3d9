"""Every word of the pages, in Swedish and English.

Templates say ``t.ask``; what documents and questions say themselves is never translated.
"""

from __future__ import annotations

from service.pages.catalogue.administration import AdministrationWords
from service.pages.catalogue.answers import AnswerWords
from service.pages.catalogue.asking import AskingWords
from service.pages.catalogue.chat import ChatWords
from service.pages.catalogue.feedback import FeedbackWords
from service.pages.catalogue.frame import FrameWords
from service.pages.catalogue.problems import ProblemWords
from service.pages.catalogue.reading import ReadingWords
from service.pages.catalogue.signing_in import SigningInWords
from service.pages.catalogue.slash import SlashWords
from service.pages.catalogue.text import PageLanguage
from service.pages.catalogue.widget import WidgetWords

__all__ = ["PageLanguage", "Words"]


class Words(
    FeedbackWords,
    FrameWords,
    AskingWords,
    AnswerWords,
    ReadingWords,
    ProblemWords,
    SigningInWords,
    SlashWords,
    ChatWords,
    WidgetWords,
    AdministrationWords,
):
    """The whole catalogue in one language."""
