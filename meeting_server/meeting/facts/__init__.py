"""What can have happened in a meeting: facts in the past tense, and the state each concept folds from them."""
