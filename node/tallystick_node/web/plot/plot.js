// Charts of more than 200 points: drawn here, so that a reader can point at one and zoom in.
// Without this script the page shows the server's own picture; the table beside it is exact.

import uPlot from "uplot";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The look of the page, light or dark, from its style sheet.
function axis(label) {
  const [stroke, line] = [colour("--tbl-quiet"), colour("--tbl-line")];
  return { label, stroke, grid: { stroke: line }, ticks: { stroke: line } };
}

function drawn(figure) {
  const { numbers, label, unit, exponent, series } = JSON.parse(figure.dataset.plot);
  const marks = new Intl.NumberFormat(document.documentElement.lang);
  const written = (minor) => marks.format(minor / 10 ** exponent);
  const options = {
    width: figure.clientWidth,
    height: 260,
    scales: { x: { time: false } },
    axes: [axis(label), { ...axis(unit), size: 80, values: (_, ticks) => ticks.map(written) }],
    series: [
      { label },
      ...series.map(({ name, ink }) => ({
        label: name,
        stroke: colour(ink),
        width: 2,
        value: (_, amount) => (amount === null ? "–" : `${written(amount)} ${unit}`),
      })),
    ],
  };
  const plot = new uPlot(options, [numbers, ...series.map(({ amounts }) => amounts)], figure);
  new ResizeObserver(() => plot.setSize({ width: figure.clientWidth, height: 260 })).observe(figure);
}

for (const figure of document.querySelectorAll("[data-plot]")) {
  figure.querySelector("svg")?.remove();
  drawn(figure);
}
