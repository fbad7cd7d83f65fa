import { type Html, html, type Part } from './html.ts';

/** At most two digits after the point: the same numbers give the same bytes everywhere. */
export const at = (value: number): string => String(Math.round(value * 100) / 100);

/** A drawing that a screen reader reads as one picture. @param says what it shows, in a sentence */
export const picture = (width: number, height: number, kind: string, says: string, parts: Part): Html =>
  html`<svg class="${kind}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${says}">${parts}</svg>`;

export const rect = (
  kind: string,
  x: number,
  y: number,
  width: number,
  height: number,
  says: string | null = null,
): Html =>
  html`<rect class="${kind}" x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}">${
    says === null ? null : html`<title>${says}</title>`
  }</rect>`;

export const line = (kind: string, x1: number, y1: number, x2: number, y2: number): Html =>
  html`<line class="${kind}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;

export const label = (x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string): Html =>
  html`<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${text}</text>`;
