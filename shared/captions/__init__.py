"""Captions: words for a prediction, in a language and a tone, written by a model or a person."""
