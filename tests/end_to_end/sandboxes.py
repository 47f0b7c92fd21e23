"""Several equal sandboxes in one process: no prospects, clocks moved by hand. Ends with its standard input.

Prints their addresses as a JSON list on the first line.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack

from sync.sandbox.opening import SandboxOptions
from sync.sandbox.server import Sandbox


async def serve(count: int) -> None:
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(Sandbox(SandboxOptions(seed=0, prospects=False)))
            for _ in range(count)
        ]
        sys.stdout.write(json.dumps([sandbox.url for sandbox in running]) + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
