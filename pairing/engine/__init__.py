"""From a problem to a proved plan: formulate it in whole numbers, choose an engine, solve level by level."""
