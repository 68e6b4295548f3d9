"""The words of the page where people sign in with a key."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Text


class SigningInWords(Catalogue):
    """The form, and who is signed in."""

    sign_in = Text("Logga in", "Sign in")
    sign_out = Text("Logga ut", "Sign out")
    signed_in = Text("Du är inloggad med nyckeln {name} ({scope}).", "You are signed in with the key {name} ({scope}).")
    paste_key = Text(
        "Klistra in en nyckel. Den som driver tjänsten lämnar ut nycklar.",
        "Paste a key. Whoever operates the service hands out keys.",
    )
    key = Text("Nyckel", "Key")
    key_refused = Text(
        "Nyckeln fungerar inte: den är felskriven, har gått ut eller är återkallad.",
        "The key does not work: it is misspelt, has expired or was revoked.",
    )
