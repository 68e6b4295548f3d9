"""Whether a sentence that somebody else wrote is supported by the quotes that it cites.

A sentence counts as supported when nothing in it speaks against it: every number, name and party stands in the quotes,
nothing is negated, turned round, widened or made firmer than there, its words are the quotes' words, and the model
places both near each other. A lie that is let through is worse than a truth that is dropped: in doubt, no.
"""
