"""Who is asking: signing in with a wallet, sessions, rights held on chain, the second factor."""
