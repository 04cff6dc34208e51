"""What a wallet does, on one ladder: form, review, wallet, sent, done.

A review is a plan of the SDK: simulated, with the contract's refusal in it. The page shows what the
wallet is going to show; nothing is sent by the node.
"""
