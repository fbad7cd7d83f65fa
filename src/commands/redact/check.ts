import { join, relative, resolve } from 'node:path';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import { readConfig } from '../../store/config.ts';
import { statFile } from '../../store/files.ts';
import { committedFiles, linesInIndex, linesInTree, stagedFiles } from '../../store/git/committed-files.ts';
import { findProject } from '../../store/project.ts';
import { realPath } from '../../store/real-path.ts';
import { findSecrets, redactSecrets } from '../../store/redact/redact.ts';
import { scanLines } from '../../store/redact/scan-lines.ts';
import { defineCommand } from '../contract.ts';

interface Finding {
  path: string;
  line: number;
  pattern: string;
}

const SHOWN = 50;

export default defineCommand<{ path?: string[]; staged?: boolean }>({
  summary: 'look for secrets in what is committed of .kaizen, or would be',
  description:
    'Reads each file that git does not ignore, with the patterns of the gate that stands before every write: keys, tokens, URLs with credentials, e-mail addresses, home paths. Names pattern, file and line, never what was found. Exit 1 on a finding. Texts that only look like a secret: redaction.allow in .kaizen/config.yaml.',
  positional: ['path'],
  input: {
    path: {
      type: 'array',
      items: { type: 'string' },
      description: 'files and folders of the project instead of .kaizen',
      complete: 'files',
    },
    staged: { type: 'boolean', description: 'only what the next commit changes, as it is staged' },
  },
  examples: [
    { line: 'ka redact check', says: 'all of .kaizen' },
    { line: 'ka redact check --staged', says: 'what the hook of ka init --pre-commit runs' },
    { line: 'ka redact check . --staged', says: 'the same for all files that are staged' },
  ],
  run({ path = [], staged = false }, ctx) {
    const project = findProject(ctx);
    const { allow } = readConfig(project, ctx).redaction;
    const below = path.map((name) => inProject(project.root, resolve(ctx.cwd, name)));
    if (staged && project.gitDir === null)
      throw new KaError('no-git', `${project.root} is no git repository: nothing is staged.`, 'ka redact check');
    const list = staged ? stagedFiles : committedFiles;
    // What git knows may be gone from the disk, or a pattern of its own.
    const missing = below.findIndex(
      (name) => !statFile(join(project.root, name)) && list(project, [name]).length === 0,
    );
    if (missing >= 0) throw new KaError('no-file', `There is no ${path[missing]}.`, 'ka redact check');
    const files = list(project, below.length > 0 ? below : ['.kaizen']);
    const kind = staged ? 'staged file' : 'file';
    const read = count(files.length, kind) + (below.length > 0 ? '' : ' of .kaizen');
    const findings: Finding[] = files.flatMap((file) => {
      const shown = redactSecrets(file, allow).value;
      const named = findSecrets(file, allow).map(({ pattern }) => ({ path: shown, line: 0, pattern }));
      const lines = staged ? linesInIndex(project, file) : linesInTree(project, file);
      return [...named, ...scanLines(lines, allow).map((at) => ({ path: shown, ...at }))];
    });
    return {
      data: { schema_version: 1, root: project.root, files: files.length, findings },
      text: [...findings.slice(0, SHOWN).map(tell), ...more(findings.length), ending(findings.length, read)].join('\n'),
      exitCode: findings.length > 0 ? 1 : 0,
    };
  },
});

/** A typed path relative to the root, with `/`. @throws KaError `outside-project` */
function inProject(root: string, path: string): string {
  const below = relative(root, realPath(path)).replaceAll('\\', '/');
  if (below.startsWith('..')) throw new KaError('outside-project', `${path} is not in ${root}.`);
  return below === '' ? '.' : below;
}

const tell = ({ path, line, pattern }: Finding): string =>
  line === 0 ? `${path}: ${pattern} in its name` : `${path}:${line}: ${pattern}`;

const more = (found: number): string[] => (found > SHOWN ? [`… and ${found - SHOWN} more: --json`] : []);

const ending = (found: number, read: string): string =>
  found === 0
    ? `no secrets in ${read}`
    : `${count(found, 'finding')} in ${read}. A key that was pushed is to be replaced, not only removed.`;
