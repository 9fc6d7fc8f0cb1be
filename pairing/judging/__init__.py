"""The judge: every rule and level once more, from the problem and the pairs alone. Shares no code with the engines."""
