import type { Project } from '../project.ts';
import { git } from './git.ts';

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Two commits, the earlier one first. */
export type Span = readonly [start: string, end: string];

/** How a span is named in the answer of `editedLines`. */
export const spanKey = ([start, end]: Span): string => `${start} ${end}`;

/**
 * Lines added and removed between two commits each, outside `.kaizen/`; binary files count nothing. Two processes,
 * whatever the number of spans. A span whose commits this clone lacks has no entry.
 */
export function editedLines(project: Project, spans: readonly Span[]): Map<string, number> {
  const wanted = spans.filter((span) => span.every((commit) => HASH.test(commit)));
  const found = new Map<string, number>();
  if (!project.top || wanted.length === 0) return found;
  const listed = git(
    project.top,
    ['log', '--no-walk=unsorted', '--ignore-missing', '--format=%H %T', '--stdin'],
    `${[...new Set(wanted.flat())].join('\n')}\n`,
  );
  const trees = new Map(
    listed
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
  const byTrees = new Map<string, string[]>();
  for (const span of wanted) {
    const [a, b] = span.map((commit) => trees.get(commit));
    if (a && b) byTrees.set(`${a} ${b}`, [...(byTrees.get(`${a} ${b}`) ?? []), spanKey(span)]);
  }
  const pairs = [...byTrees.keys()];
  if (pairs.length === 0) return found;
  for (const keys of byTrees.values()) for (const key of keys) found.set(key, 0);
  let at: string[] = [];
  for (const line of git(
    project.top,
    ['diff-tree', '-r', '--no-renames', '--numstat', '--stdin'],
    `${pairs.join('\n')}\n`,
  ).split('\n')) {
    const keys = byTrees.get(line);
    if (keys) {
      at = keys;
      continue;
    }
    const [added, removed, path] = line.split('\t');
    if (path === undefined || added === '-' || /(?:^|\/)\.kaizen\//.test(path)) continue;
    for (const key of at) found.set(key, found.get(key)! + Number(added) + Number(removed));
  }
  return found;
}
