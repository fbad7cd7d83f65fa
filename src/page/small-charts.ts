import { count } from '../lib/count.ts';
import type { ExecutionRecord } from '../metrics/contract.ts';
import { dollars } from '../metrics/summary/format.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { at, picture, rect } from './svg.ts';

const STEP = 5;
const HEIGHT = 22;

/** Runs as bars: tall and filled succeeded, low failed, hollow unknown; told by shape as well as by colour. */
export function outcomeStrip(runs: readonly ExecutionRecord[]): Html {
  const went = (wanted: boolean | null): number => runs.filter(({ success }) => success === wanted).length;
  const says = `last ${count(runs.length, 'run')}: ${went(true)} succeeded, ${went(false)} failed, ${went(null)} unknown`;
  const bars = runs.map(({ success }, n) => {
    if (success === null) return rect('unknown', n * STEP + 0.5, HEIGHT - 12, STEP - 2, 11);
    return success ? rect('good', n * STEP, 1, STEP - 1, HEIGHT - 2) : rect('bad', n * STEP, HEIGHT - 8, STEP - 1, 7);
  });
  return picture(Math.max(1, runs.length) * STEP, HEIGHT, 'small', says, bars);
}

/** What each run cost, as a line; a gap where it is unknown. Null where no two are known. */
export function costLine(runs: readonly ExecutionRecord[]): Html | null {
  const costs = runs.map(({ cost_usd }) => cost_usd ?? null);
  const known = costs.filter((cost) => cost !== null);
  if (known.length < 2) return null;
  const most = Math.max(...known, Number.MIN_VALUE);
  const width = (runs.length - 1) * STEP + 4;
  let pen = 'M';
  const path = costs.map((cost, n) => {
    if (cost === null) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${at(2 + n * STEP)} ${at(HEIGHT - 2 - (cost / most) * (HEIGHT - 4))}`;
    pen = 'L';
    return step;
  });
  const says = `cost of the last ${runs.length} runs: ${dollars(Math.min(...known))} to ${dollars(most)}`;
  return picture(width, HEIGHT, 'small', says, html`<path class="curve" d="${path.join('')}"/>`);
}
