"""A page for the team: one self-contained HTML file with the plan, what is behind it, and how it was proved."""
