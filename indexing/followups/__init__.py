"""Questions that lean on an earlier one: "och vad säger motionen?", "hur många då?", "varför?", "vem ska driva det?".

`Conversations.read` gives the question in full. Rules do it, and what they give is a question that people can read: it
is shown ("Tolkat som: …"), can be declined, and goes through retrieval as any typed question does. A question that
stands on its own is left alone. docs/adr/0013-follow-up-questions.md says why, and what was measured.
"""
