import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import { checkFile, type Problem } from './check-file.ts';
import { checkExports, checkUnique } from './check-folders.ts';
import { rawAgents } from './raw-files.ts';

export type { Problem } from './check-file.ts';

/** All problems of all agent files at once, by path; with `name` those of the files that define or are called so. */
export function checkAgents(project: Project, ctx: Ctx, name?: string): { paths: string[]; problems: Problem[] } {
  const raws = rawAgents(project, ctx);
  const wanted = name?.toLowerCase();
  const paths = raws
    .filter((raw) => wanted === undefined || [raw.name, raw.stem].some((text) => text.toLowerCase() === wanted))
    .map(({ path }) => path);
  const all = [...raws.flatMap(checkFile), ...checkUnique(raws), ...checkExports(raws)];
  const place = new Map(raws.map(({ path }, at) => [path, at]));
  const problems = all.filter(({ path }) => paths.includes(path));
  problems.sort((a, b) => place.get(a.path)! - place.get(b.path)!);
  return { paths, problems };
}
