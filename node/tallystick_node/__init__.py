"""The Tallystick node: the judgement about people, beside the contracts that hold money."""
