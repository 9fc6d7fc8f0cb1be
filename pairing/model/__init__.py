"""The nouns: people, times, sessions, rules, the problem and its solution. No solver, no file."""
