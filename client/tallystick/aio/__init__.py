"""The chain half of the SDK for asyncio; the blocking half is made from these files.

Everything that waits is here once, as coroutines. What does not wait (records, schedules, messages,
decoding) both halves share.
"""
