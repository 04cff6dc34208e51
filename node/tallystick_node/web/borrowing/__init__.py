"""Pages of somebody who asks for a loan."""
