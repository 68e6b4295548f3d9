"""An answer in the form of each surface that shows it. What is said is decided before; here it is only set."""
