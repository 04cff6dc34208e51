"""A demonstration: real loans live their whole life on the embedded chain, and are audited.

from tallystick_node.demo.show import Demonstration, run_demo

__all__ = ["Demonstration", "run_demo"]
