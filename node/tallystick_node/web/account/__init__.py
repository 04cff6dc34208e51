"""Pages of somebody who has signed in with a wallet."""
