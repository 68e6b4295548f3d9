"""Written answers: a language model of the operator's choice words what was found, and is not believed.

What it writes is taken sentence by sentence: each has to cite, and `indexing.support` has to find it in what it cites.
The rest is dropped; when nothing is left, or the model fails in any way, the answer stays as it is, in quotes.
"""
