import { join } from 'node:path';
import { parseTime } from '../../lib/time.ts';
import { readText } from '../../store/files.ts';
import { type Check, findings, wrong } from './contract.ts';

const SHOWN_MS = 7 * 24 * 3_600_000;
const FILE = '.kaizen/local/hook.log';

/** Hooks fail open, and collectors that they start run unseen: what went wrong stands in their log and is told here. */
export const hookLog: Check = {
  id: 'hook-log',
  title: 'no hook or collector failed in the last seven days',
  run: (project, ctx) =>
    findings(() => {
      const lines = (readText(join(project.mainRoot, FILE)) ?? '').split('\n').filter((line) => {
        const time = parseTime(line.slice(0, 24));
        return time !== null && ctx.now() - time < SHOWN_MS;
      });
      const last = lines.at(-1);
      if (last === undefined) return [];
      const times =
        lines.length === 1
          ? 'A hook or its collector failed once'
          : `Hooks or their collectors failed ${lines.length} times`;
      return [wrong(`${times} in seven days, last: ${last}`, `cat ${FILE} && rm ${FILE}`)];
    }),
};
