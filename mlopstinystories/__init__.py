"""Train small story-writing language models from scratch on the computer you already have.

Importing the package costs nothing: each command and library module is imported where it is used.
"""

__version__ = "0.1.0"
