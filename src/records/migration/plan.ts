import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { sha256 } from '../../lib/sha256.ts';
import { readConfig } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { addRecord } from '../add.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import type { Given } from '../fields.ts';
import { findKind } from '../kinds.ts';
import { cutWords, firstSentence } from '../words.ts';
import type { Entry } from './entries.ts';
import { findLessonFiles, type LessonFile } from './files.ts';
import { splitSections } from './sections.ts';

/** What one entry of a lesson file becomes. */
export interface Step {
  path: string;
  /** Under which it is added once, and found again. */
  key: string;
  kind: Kind;
  given: Given;
  /** `refused`: it cannot be written as it stands, and `why` says so. */
  status: 'new' | 'there' | 'refused';
  why: string | null;
  /** The record that it became. */
  record: ManagedRecord | null;
}

/** What taking lesson files in would write. The same files give the same hash, whether or not it was done. */
export interface MigrationPlan {
  hash: string;
  files: LessonFile[];
  steps: Step[];
}

/** Where the first paragraph ends: before a blank line, a list, a quotation, a table, a fence. */
const BREAK = /\n(?=\s*(?:\n|[-*+>|`~]|\d+[.)] ))/;
const PROSE = /^[^\s>|#`~*+\d-]|^\*\*|^`[^`]|^\d+(?![.)\d])/;

/** The words of a record for an entry: its first sentence is the summary, what follows is the body. */
function givenFor(kind: Kind, path: string, { title, date, text }: Entry): Given {
  const { body: prose, sections } = splitSections(kind, text);
  const first = PROSE.test(prose) ? firstSentence(prose.split(BREAK)[0]!) : '';
  const said = first.replace(/\s+/g, ' ').trim() || title;
  const summary = cutWords(said, 80);
  const name = cutWords(title, 40);
  const whole = summary === said ? prose.slice(first.length).trim() : prose;
  const body = name === title ? whole : `${title}\n\n${whole}`.trim();
  const fields = {
    title: name,
    summary,
    origin: path,
    origin_hash: sha256(canonicalJson([title, date, text])).slice(0, 16),
    ...(date === null ? {} : { dated: date }),
  };
  return { fields, sections, body };
}

/** Looks what adding it would do, with every check and gate of an add. */
function judge(project: Project, dry: Ctx, step: Omit<Step, 'status' | 'why' | 'record'>): Step {
  try {
    const { status, record } = addRecord(project, dry, step.kind, step.given, { key: step.key });
    return status === 'added'
      ? { ...step, status: 'new', why: null, record: null }
      : { ...step, status: 'there', why: null, record };
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return { ...step, status: 'refused', why: error.message, record: null };
  }
}

/** The steps of one file; entries of one title are told apart by their order. */
function stepsOf(project: Project, dry: Ctx, { path, kind: name, entries }: LessonFile): Step[] {
  const kind = findKind(project, dry, name);
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const nth = (seen.get(entry.title) ?? 0) + 1;
    seen.set(entry.title, nth);
    const key = `migrated:${path}#${entry.title}${nth === 1 ? '' : `#${nth}`}`;
    return judge(project, dry, { path, key, kind, given: givenFor(kind, path, entry) });
  });
}

/**
 * Plans what the lesson files of a project become; nothing is written.
 *
 * @param roots as `findLessonFiles`
 */
export function planMigration(project: Project, ctx: Ctx, roots: readonly string[]): MigrationPlan {
  const files = findLessonFiles(project, ctx, roots);
  const dry = { ...ctx, dryRun: true };
  const steps = files.flatMap((file) => stepsOf(project, dry, file));
  const covered = [
    files.map(({ path, hash }) => [path, hash]),
    steps.map(({ kind, key, given }) => [kind.kind, key, given]),
  ];
  const { allow } = readConfig(project, ctx).redaction;
  // What is refused may be refused for a secret, which nothing repeats.
  const shown = steps.map((step) => {
    if (step.status !== 'refused') return step;
    const { path, key, given } = step;
    return { ...step, ...redactSecrets({ path, key, given }, allow).value };
  });
  return { hash: sha256(canonicalJson(covered)).slice(0, 16), files, steps: shown };
}
