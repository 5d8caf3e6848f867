"""The commands, by what an administrator has in hand: a store, files, tokens, codes, an eye on everything."""
