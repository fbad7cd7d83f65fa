import { changeText, effectMarks } from './plot.ts';
import type { Report } from './report.ts';

const [WIDTH, HEIGHT, PAD] = [640, 120, 40];

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/**
 * The effect with its interval as a picture for Markdown (no script, no font file; readable on light and dark). Same report,
 * same bytes; null without an interval.
 */
export function effectSvg(report: Report): string | null {
  const marks = effectMarks(report);
  if (!marks) return null;
  const { change, interval, target, axis } = marks;
  const span = WIDTH - 2 * PAD;
  const x = (value: number): number => PAD + (axis.at(value, 1001) / 1000) * span;
  const text = (at: number, y: number, said: string): string =>
    `<text x="${at.toFixed(1)}" y="${y}" text-anchor="middle">${escapeXml(said)}</text>`;
  const title = `${report.experiment.metric}: ${changeText(change)}, 95 % interval ${changeText(interval[0])} to ${changeText(interval[1])}, ${report.verdict}`;
  const parts = [
    `<line x1="${PAD}" y1="70" x2="${WIDTH - PAD}" y2="70" stroke="#888" stroke-width="1"/>`,
    `<line x1="${x(0).toFixed(1)}" y1="40" x2="${x(0).toFixed(1)}" y2="86" stroke="#888" stroke-dasharray="4 3"/>`,
    text(x(0), 104, 'no change'),
    ...(target === null
      ? []
      : [
          `<line x1="${x(target).toFixed(1)}" y1="40" x2="${x(target).toFixed(1)}" y2="86" stroke="#3b82c4"/>`,
          text(x(target), 34, `target ${changeText(target)}`),
        ]),
    `<line x1="${x(interval[0]).toFixed(1)}" y1="70" x2="${x(interval[1]).toFixed(1)}" y2="70" stroke="#c2703d" stroke-width="6"/>`,
    `<circle cx="${x(change).toFixed(1)}" cy="70" r="8" fill="#c2703d"/>`,
    text(x(change), 56, changeText(change)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escapeXml(title)}">
<title>${escapeXml(title)}</title>
<style>text{font:13px system-ui,sans-serif;fill:#777}</style>
${parts.join('\n')}
</svg>
`;
}
