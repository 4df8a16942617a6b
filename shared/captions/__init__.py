"""Captions of predictions in a language and a tone, written by a model or a person."""
