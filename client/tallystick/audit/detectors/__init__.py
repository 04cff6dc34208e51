"""How a platform dies, looked for in its public events: each detector says what it saw."""
