"""What readers think of answers: taking it, keeping it, and making questions with gold quotes of it."""
