"""Administration of the corpus: uploads, changes that can be undone, and the jobs that index them."""
