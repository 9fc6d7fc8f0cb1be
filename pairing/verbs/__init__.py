"""What each verb of the command line does: one module for a family of verbs; `pairing.cli` calls them."""
