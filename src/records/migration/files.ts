import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { sha256 } from '../../lib/sha256.ts';
import { readConfig } from '../../store/config.ts';
import { readText, resolveInside, statFile } from '../../store/files.ts';
import { committedFiles } from '../../store/git/committed-files.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { type LessonText, readLessons } from './entries.ts';
import { VIEW_MARK } from './views.ts';

/** What a lesson file is called, and the kind that its entries become. */
const KINDS: Readonly<Record<string, 'gotcha' | 'learning'>> = {
  'GOTCHA.md': 'gotcha',
  'LEARNING.md': 'learning',
  // A file shows no verification: what it calls learned has to pass the gate like everything else.
  'LEARNED.md': 'learning',
};

/** Folders of tools and of what is not the repository's own, as the original leaves them out. */
const PRUNED = /(?:^|\/)(?:\.(?:git|kaizen|agents|claude|venv)|node_modules|__pycache__|_src|_corpus|_tmp|AI)\//;

/** A page of the original that only says where its records are: both of these stand in it. */
const STUB = ['This file is a Kaizen command surface', 'python kaizen.py'];

/** A lesson file of the repository. */
export interface LessonFile extends LessonText {
  /** Relative to the project root. */
  path: string;
  kind: 'gotcha' | 'learning';
  /** SHA-256 of its text. */
  hash: string;
  /** It holds no lessons of its own: it points at records, or is made of them. */
  stub: boolean;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function readLessonFile(project: Project, path: string, allow: readonly string[]): LessonFile {
  const text = readText(resolveInside(project.root, path)) ?? '';
  const stub = STUB.every((mark) => text.includes(mark)) || text.includes(VIEW_MARK);
  const { entries, left } = stub ? { entries: [], left: [] } : readLessons(text);
  return {
    path,
    kind: KINDS[nameOf(path)]!,
    hash: sha256(text),
    stub,
    entries,
    left: redactSecrets(left, allow).value,
  };
}

/**
 * The GOTCHA.md, LEARNING.md and LEARNED.md of a project that git does not ignore, by path. Entries are as they stand there;
 * of what is left over, secrets are taken out.
 *
 * @param roots folders to look in, relative to the project root; none: all
 * @throws KaError `outside-project`, `no-folder`, `git-failed`
 */
export function findLessonFiles(project: Project, ctx: Ctx, roots: readonly string[]): LessonFile[] {
  for (const root of roots)
    if (!statFile(resolveInside(project.root, root))) throw new KaError('no-folder', `${root} is not there.`);
  const { allow } = readConfig(project, ctx).redaction;
  const paths = committedFiles(project, roots.length > 0 ? roots : ['.']);
  return paths
    .map((path) => path.replace(/^\.\//, ''))
    .filter((path) => Object.hasOwn(KINDS, nameOf(path)) && !PRUNED.test(path))
    .map((path) => readLessonFile(project, path, allow));
}
