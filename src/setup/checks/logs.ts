import { basename, dirname, join, relative } from 'node:path';
import { count } from '../../lib/count.ts';
import { LOG } from '../../metrics/places.ts';
import { readLog } from '../../metrics/records/read.ts';
import { heldDigests } from '../../sessions/digests/log.ts';
import { monthsOf, SHELVES, shelfFolder } from '../../sessions/digests/shelf.ts';
import { listFolder, statFile } from '../../store/files.ts';
import { logFiles, scanLog } from '../../store/log/log.ts';
import type { Project } from '../../store/project.ts';
import { type Check, type Finding, findings, wrong } from './contract.ts';

/** Every log of the project, by folder and name. */
function logsOf(project: Project): string[] {
  const metrics = join(project.kaizen, 'metrics');
  return listFolder(metrics)
    .map((name) => join(metrics, name))
    .filter((folder) => statFile(folder)?.isDirectory)
    .flatMap((folder) => [LOG, 'recommendations'].flatMap((name) => logFiles(folder, name)));
}

/** Logs of digests: of a clone they may hold anything. */
const digestLogs = (project: Project): string[] =>
  SHELVES.flatMap((shelf) => monthsOf(project, shelf).flatMap((month) => logFiles(shelfFolder(project, shelf), month)));

function checkLog(project: Project, file: string, isDigests: boolean): Finding[] {
  const path = relative(project.root, file).replaceAll('\\', '/');
  const { bad, markers, too_long } = scanLog([file], () => {});
  const found: Finding[] = [];
  const lines = (n: number): string => count(n, 'line');
  if (markers > 0) found.push(wrong(`${path} holds ${lines(markers)} of a merge conflict.`, 'ka metrics rebuild'));
  if (bad > 0)
    found.push(
      wrong(
        `${path} holds ${lines(bad)} that ${bad === 1 ? 'is' : 'are'} no JSON object. Readers pass over such a line: delete it, or take it back from git (git log -p -- ${path}), and run ka metrics rebuild.`,
        `grep -nv '^{.*}$' ${path}`,
      ),
    );
  const agent = basename(dirname(file));
  const odd = basename(file).startsWith(`${LOG}.`) ? readLog([file], agent).problems.bad - bad : 0;
  if (odd > 0)
    found.push(wrong(`${path} holds ${lines(odd)} that no record can be.`, `ka metrics export ${agent} --raw`));
  const strange = isDigests ? heldDigests([file]).problems.bad - bad : 0;
  if (strange > 0) found.push(wrong(`${path} holds ${lines(strange)} that no digest can be.`, `cat ${path}`));
  if (too_long > 0)
    found.push(wrong(`${path} holds ${lines(too_long)} above 8 MiB.`, `awk 'length > 8388608 {print NR}' ${path}`));
  return found;
}

export const logs: Check = {
  id: 'logs',
  title: 'logs can be read, line by line',
  run: (project) =>
    findings(() =>
      [
        ...logsOf(project).map((file) => ({ file, isDigests: false })),
        ...digestLogs(project).map((file) => ({ file, isDigests: true })),
      ].flatMap(({ file, isDigests }) => findings(() => checkLog(project, file, isDigests))),
    ),
};
