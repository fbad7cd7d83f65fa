import { basename } from 'node:path';
import { count } from '../../lib/count.ts';
import { listSpool } from '../../metrics/records/spool.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { type Check, type Finding, findings, note, wrong } from './contract.ts';

const FOLDER = '.kaizen/local/spool';

function checkSpool(project: Project): Finding[] {
  const [waiting, bad] = [listSpool(project), listSpool(project, 'bad')];
  const found: Finding[] = [];
  if (bad.length > 0) {
    const says = `${count(bad.length, 'record')} put aside could not be taken in, such as ${FOLDER}/bad/${basename(bad[0]!)}.`;
    found.push(wrong(says, `head ${FOLDER}/bad/* && rm -r ${FOLDER}/bad`));
  }
  if (waiting.length > 0) {
    found.push(
      note(`${count(waiting.length, 'record')} put aside in ${FOLDER}, for its log was busy.`, 'ka metrics list'),
    );
  }
  return found;
}

export const spool: Check = {
  id: 'spool',
  title: 'what was put aside while a log was busy is taken in',
  run: (project) => findings(() => checkSpool(inMainWorktree(project))),
};
