"""The words of the form in which readers say whether an answer was of use."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Text


class FeedbackWords(Catalogue):
    """The form, what is kept of it, and what is said when it is sent."""

    feedback = Text("Hade du nytta av svaret?", "Was the answer of use?")
    feedback_comment = Text("Kommentar, om du vill", "Comment, if you like")
    feedback_yes = Text("Ja, till nytta", "Yes, of use")
    feedback_no = Text("Nej, inte till nytta", "No, not of use")
    feedback_kept = Text(
        "Det du skriver sparas tillsammans med svarets citat, men utan frågan. Skriv inget om dig själv eller andra.",
        "What you write is kept with the answer’s quotes, but without the question. Write nothing about yourself or "
        "others.",
    )
    feedback_kept_with_question = Text(
        "Det du skriver sparas tillsammans med frågan och svarets citat. Skriv inget om dig själv eller andra.",
        "What you write is kept with the question and the answer’s quotes. Write nothing about yourself or others.",
    )
    feedback_thanks = Text("Tack. Omdömet är sparat.", "Thank you. Your verdict has been kept.")
    feedback_failed = Text("Omdömet kom inte fram. Försök igen.", "The verdict did not get through. Try again.")
    feedback_changed = Text(
        "Svaret har ändrats sedan du läste det. Ställ frågan igen.",
        "The answer has changed since you read it. Ask the question again.",
    )
    feedback_signed_out = Text(
        "Du är inte längre inloggad. Logga in och försök igen.", "You are no longer signed in. Sign in and try again."
    )
    feedback_back = Text("Tillbaka till svaret", "Back to the answer")
