"""The flow engine for large work: the same mathematics as ``engine.flow``, on NumPy arrays.

A cohort of some dozens of people is solved faster in plain Python than NumPy takes to load; thousands are not. Here the
pairs are columns of whole numbers, and of very many pairs only those that matter are handed to the solver: the others
are *priced* with the potentials of the plan, and join where they could improve it (column generation, Gilmore &
Gomory 1961). When none can, the plan is the best of all pairs, and the potentials prove it.
"""
