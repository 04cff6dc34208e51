"""What of a page cannot be reached in a window: a script that a browser is asked."""

from __future__ import annotations

__all__ = ["CUT"]

# What reaches over the window's edge, outside of what scrolls by itself, or is cut by its own box.
CUT = """() => {
  const cut = [], hides = (flow) => ["hidden", "clip"].includes(flow);
  for (const part of document.querySelectorAll("body *")) {
    if (part.closest(".wide, .skip, svg, select, textarea, [hidden], noscript, script")) continue;
    const style = getComputedStyle(part), box = part.getBoundingClientRect();
    const says = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!says || !box.width || style.visibility === "hidden") continue;
    const wide = hides(style.overflowX) && part.scrollWidth > part.clientWidth + 1;
    const high = hides(style.overflowY) && part.scrollHeight > part.clientHeight + 1;
    if (box.right > innerWidth + 1 || box.left < -1 || wide || high) cut.push(part.outerHTML);
  }
  const over = document.documentElement.scrollWidth - innerWidth;
  return { over, cut: cut.map((html) => html.slice(0, 120)) };
}"""
