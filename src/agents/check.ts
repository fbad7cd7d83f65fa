import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import { checkFile, type Problem } from './check-file.ts';
import { checkExports, checkUnique } from './check-folders.ts';
import { rawAgents } from './raw-files.ts';
import { type Unfilled, unfilledPlaces } from './unfilled.ts';

export type { Problem } from './check-file.ts';

/** What a check looked at, and what it found. */
export interface Checked {
  /** Files that it looked at. */
  paths: string[];
  /** How many of them ka exported from the others. */
  exported: number;
  problems: Problem[];
  unfilled: Unfilled[];
}

/** All problems of all agent files at once, by path; with `name` those of the files that define or are called so. */
export function checkAgents(project: Project, ctx: Ctx, name?: string): Checked {
  const raws = rawAgents(project, ctx);
  const wanted = name?.toLowerCase();
  const looked = raws.filter(
    (raw) => wanted === undefined || [raw.name, raw.stem].some((text) => text.toLowerCase() === wanted),
  );
  const paths = looked.map(({ path }) => path);
  const own = looked.filter(({ mark }) => mark === null);
  const all = [...raws.flatMap(checkFile), ...checkUnique(raws), ...checkExports(raws)];
  const place = new Map(raws.map(({ path }, at) => [path, at]));
  const problems = all.filter(({ path }) => paths.includes(path));
  problems.sort((a, b) => place.get(a.path)! - place.get(b.path)!);
  return { paths, exported: looked.length - own.length, problems, unfilled: own.flatMap(unfilledPlaces) };
}
