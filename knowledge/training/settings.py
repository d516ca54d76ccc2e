"""The numbers of the training; MODEL.md says what each was tried against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a model is made with."""

    seed: int = 0
    dimension: int = 256
    #: Words with a vector of their own, and rows that groups of letters share.
    words: int = 20_000
    buckets: int = 16_384
    shortest: int = 3
    longest: int = 5
    steps: int = 500
    #: The highest step of Adam, and the sharpness of the contrast.
    rate: float = 5e-3
    temperature: float = 0.1
    #: The share of words left out of longer texts, and shown in another form.
    left_out: float = 0.3
    another_form: float = 0.2
    #: Texts a step, by kind.
    aligned: int = 1024
    headings: int = 512
    methodology: int = 64
    questions: int = 384
    meanings: int = 256
    teacher_words: int = 512
