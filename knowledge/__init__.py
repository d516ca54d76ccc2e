"""Answers from the methodology: sections, index, search and extractive answers."""
