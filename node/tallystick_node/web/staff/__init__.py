"""Pages of staff: what the chain lets a wallet do, once its second factor is given."""
