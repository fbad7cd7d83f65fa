import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { plainLine } from '../../lib/plain.ts';
import { shortIds } from '../../lib/short-ids.ts';
import { shorten } from '../../lib/shorten.ts';
import { minute } from '../../metrics/summary/format.ts';
import { type Family, families, isCopy } from '../../sessions/family-totals.ts';
import { loadSessions } from '../../sessions/load.ts';
import { sayRuns } from '../../sessions/run-sums.ts';
import { findProject } from '../../store/project.ts';
import { type Selection, sayNone, selects } from './selection.ts';
import { showSession } from './show.ts';
import { showTree } from './tree.ts';

/** Keys by the names that the terminal gives them. */
export type Key = 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end' | 'enter' | 'back' | 't' | 'quit';

/** What a terminal shows and steers: a list of sessions, or the text of one. */
export interface Browser {
  /** Lines for a screen of that size, the chosen one marked by `>`. */
  draw(columns: number, rows: number): string[];
  /** @returns false: it is left */
  press(key: Key, rows: number): Promise<boolean>;
}

const HELP = {
  list: 'up, down: choose   enter: show   t: tree   q: leave',
  text: 'up, down: scroll   t: tree   enter: show   esc: back   q: leave',
};

/** Lines of the screen that are neither list nor text. */
const FRAME = 2;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Widths of the columns; below zero: aligned right. What a narrow terminal cuts off is the last. */
const WIDTHS = [10, 16, 14, -7, -8, -3, 7, 8] as const;
const line = (cells: readonly string[]): string =>
  cells
    .map((cell, at) => {
      const width = WIDTHS[at]!;
      return width < 0 ? cell.padStart(-width) : shorten(cell, width).padEnd(width);
    })
    .join('  ');
const TITLES = `  ${line(['id', 'started', 'agent', 'tokens', 'cost', 'err', 'status', 'tool'])}`;

function rowOf(family: Family, id: string, running: boolean): string {
  const { root, below } = family;
  const { tokens, cost, errors } = sayRuns([root, ...below]);
  return line([
    id,
    minute(root.started),
    root.agent,
    isCopy(family) ? 'copied' : tokens,
    cost,
    errors,
    running ? 'running' : root.status,
    root.harness,
  ]);
}

/** A line of the screen, with a mark where it ends within a word; no name in it can steer the terminal. */
function fitted(text: string, columns: number): string {
  const line = plainLine(text);
  return /^\S\S/.test(line.slice(columns - 1)) ? `${line.slice(0, columns - 1)}…` : line.slice(0, columns);
}

/** The sessions of this repository, newest first, to be looked through. @throws as `loadSessions` */
export async function browseSessions(selection: Selection, ctx: Ctx): Promise<Browser> {
  const loaded = await loadSessions(findProject(ctx), ctx, {
    sync: !selection.noSync,
    allProjects: selection.allProjects,
  });
  const fits = selects(selection, ctx.now());
  const known = families(loaded.digests);
  const all = known
    .filter(({ root, below }) => fits(root) || below.some(fits))
    .sort(({ root: a }, { root: b }) => order(b.started ?? '', a.started ?? '') || order(a.id, b.id));
  const ids = shortIds(all.map(({ root }) => root.session_id));
  const list = all.map((family) => rowOf(family, ids.get(family.root.session_id)!, loaded.running.has(family.root.id)));
  let chosen = 0;
  /** The text that is open, and its first line on the screen. */
  let open: { lines: string[]; top: number } | null = null;

  const read = async (what: 'show' | 'tree'): Promise<string[]> => {
    const family = all[chosen];
    if (!family) return [];
    const { root } = family;
    try {
      const shown = what === 'show' ? showSession(loaded, root, ctx.columns) : await showTree(loaded, ctx, root, 99);
      return shown.text.split('\n');
    } catch (error) {
      if (error instanceof KaError) return [error.message];
      throw error;
    }
  };

  const draw: Browser['draw'] = (columns, rows) => {
    const height = Math.max(1, rows - FRAME);
    const clip = (line: string): string => fitted(line, columns);
    if (open) return [...open.lines.slice(open.top, open.top + height + 1), HELP.text].map(clip);
    if (list.length === 0) return [sayNone(known.length, loaded), HELP.list].map(clip);
    const top = Math.max(0, Math.min(chosen - Math.floor(height / 2), list.length - height));
    const shown = list.slice(top, top + height).map((line, at) => `${top + at === chosen ? '>' : ' '} ${line}`);
    return [TITLES, ...shown, `${HELP.list}   ${chosen + 1} of ${list.length}`].map(clip);
  };

  const press: Browser['press'] = async (key, rows) => {
    const page = Math.max(1, rows - FRAME);
    const steps: Partial<Record<Key, number>> = {
      up: -1,
      down: 1,
      'page-up': -page,
      'page-down': page,
      home: Number.NEGATIVE_INFINITY,
      end: Number.POSITIVE_INFINITY,
    };
    const step = steps[key];
    const within = (value: number, last: number): number => Math.max(0, Math.min(last, value));
    if (key === 'quit' || (key === 'back' && !open)) return false;
    if (key === 'back') open = null;
    else if (key === 'enter' || key === 't') open = { lines: await read(key === 't' ? 'tree' : 'show'), top: 0 };
    else if (step !== undefined && open) open.top = within(open.top + step, Math.max(0, open.lines.length - page - 1));
    else if (step !== undefined) chosen = within(chosen + step, list.length - 1);
    return true;
  };
  return { draw, press };
}
