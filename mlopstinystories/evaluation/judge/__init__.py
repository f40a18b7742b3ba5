"""A language model as a teacher: stories graded in two turns, as Eldan and Li (2023, §3) did with GPT-4."""
