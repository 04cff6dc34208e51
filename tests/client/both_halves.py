"""The two halves of the SDK behind one face, so that one test tries both.

The half for asyncio is driven from outside its loop: each call runs until it is done, and what it
gives (a plan, a stream) is driven likewise.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, cast

from tallystick import (
    AsyncBorrower,
    AsyncEventStream,
    AsyncGuarantor,
    AsyncInvestor,
    AsyncOperator,
    AsyncPlatform,
    AsyncWindDown,
    Borrower,
    EventStream,
    Guarantor,
    Investor,
    Operator,
    Platform,
    WindDown,
)
from tallystick.chain._async.ranges import AsyncBlockRanges
from tallystick.chain._async.sending import AsyncSender
from tallystick.chain._sync.ranges import BlockRanges
from tallystick.chain._sync.sending import Sender
from tallystick.testing.chain import CALL_GAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tallystick.chain.signer import Signer
    from tallystick.testing.chain import TallystickChain

__all__ = ["Asyncio", "Blocking", "Half"]


class Blocking:
    """The half that blocks."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def investor(self, signer: Signer) -> Investor:
        return Investor(self.platform, signer)

    def borrower(self, signer: Signer) -> Borrower:
        return Borrower(self.platform, signer)

    def operator(self, signer: Signer) -> Operator:
        return Operator(self.platform, signer)

    def guarantor(self, signer: Signer) -> Guarantor:
        return Guarantor(self.platform, signer)

    def wind_down(self) -> WindDown:
        return WindDown(self.platform)

    def stream(self, **options: Any) -> EventStream:
        return EventStream(self.platform, **options)

    def sender(self, node: Any, sleep: Callable[[float], None]) -> Sender:
        return Sender(node, sleep=sleep)

    def ranges(self, node: Any) -> BlockRanges:
        return BlockRanges(node, [])

    def later(self, answer: Callable[..., Any]) -> Any:
        return answer


class Asyncio(Blocking):
    """The half for asyncio, on a loop of its own; what it gives looks like the other half's."""

    def __init__(self, chain: TallystickChain, platform: Platform) -> None:
        self._loop = asyncio.new_event_loop()
        connecting = AsyncPlatform.connect(
            chain.async_rpc(), platform.deployment, gas_limit=CALL_GAS
        )
        self._own = self._loop.run_until_complete(connecting)
        self.platform = cast("Platform", self._driven(self._own))

    def close(self) -> None:
        self._loop.run_until_complete(self._own.aclose())
        self._loop.close()

    def investor(self, signer: Signer) -> Investor:
        return cast("Investor", self._driven(AsyncInvestor(self._own, signer)))

    def borrower(self, signer: Signer) -> Borrower:
        return cast("Borrower", self._driven(AsyncBorrower(self._own, signer)))

    def operator(self, signer: Signer) -> Operator:
        return cast("Operator", self._driven(AsyncOperator(self._own, signer)))

    def guarantor(self, signer: Signer) -> Guarantor:
        return cast("Guarantor", self._driven(AsyncGuarantor(self._own, signer)))

    def wind_down(self) -> WindDown:
        return cast("WindDown", self._driven(AsyncWindDown(self._own)))

    def stream(self, **options: Any) -> EventStream:
        return cast("EventStream", self._driven(AsyncEventStream(self._own, **options)))

    def sender(self, node: Any, sleep: Callable[[float], None]) -> Sender:
        result = AsyncSender(cast("Any", _Later(node)), sleep=self.later(sleep))
        return cast("Sender", self._driven(result))

    def ranges(self, node: Any) -> BlockRanges:
        result = AsyncBlockRanges(cast("Any", _Later(node)), [])
        return cast("BlockRanges", self._driven(result))

    def later(self, answer: Callable[..., Any]) -> Any:
        async def later(*arguments: Any) -> Any:
            return answer(*arguments)

        return later

    def _driven(self, thing: object) -> _Driven:
        return _Driven(thing, self._loop)


Half = Blocking


class _Driven:
    """Something of the half for asyncio: its coroutines are run, its streams are walked."""

    def __init__(self, thing: object, loop: asyncio.AbstractEventLoop) -> None:
        vars(self).update(thing=thing, loop=loop)

    def __getattr__(self, name: str) -> Any:
        return self._given(getattr(self.thing, name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.thing, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self.thing, name)

    def _given(self, value: Any) -> Any:
        if inspect.isasyncgen(value):
            return self._walked(value)
        if inspect.iscoroutine(value):
            return self._given(self.loop.run_until_complete(value))
        if inspect.ismethod(value) or inspect.isfunction(value):
            return lambda *arguments, **options: self._given(value(*arguments, **options))
        if type(value) is tuple:
            return tuple(self._given(part) for part in value)
        if type(value).__module__.startswith(
            ("tallystick.chain._async.", "tallystick.platform._async.")
        ):
            return _Driven(value, self.loop)
        return value

    def _walked(self, stream: Any) -> Iterator[Any]:
        try:
            while True:
                yield self._given(self.loop.run_until_complete(anext(stream)))
        except StopAsyncIteration:
            return


class _Later:
    """A stand-in for a connection whose answers have to be waited for."""

    def __init__(self, node: Any) -> None:
        self._node = node

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._node, name)
        if not callable(attribute):
            return attribute

        async def later(*arguments: Any, **options: Any) -> Any:
            return attribute(*arguments, **options)

        return later
