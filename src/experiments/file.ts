import schema from '../../schemas/experiment.schema.json' with { type: 'json' };
import { KaError } from '../lib/errors.ts';
import { isPlain, type Schema, schemaProblems } from '../lib/schema.ts';
import { withDefaults, withoutEmpty } from '../lib/schema-defaults.ts';
import { parseDoc, stringifyYaml } from '../store/docs/doc.ts';
import { listFolder, readText, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { Experiment } from './contract.ts';

const FOLDER = '.kaizen/experiments';
const SCHEMA = schema as Schema;
const ID = /^exp_[0-9a-f]{8}$/;

/** Relative to the project root. */
export const experimentPath = (id: string): string => `${FOLDER}/${id}.md`;

/** An experiment with the rest of its file, which is a person's. */
export interface ExperimentFile {
  experiment: Experiment;
  body: string;
}

const bad = (path: string, what: string): KaError => new KaError('bad-experiment', `${path}: ${what}`, 'ka exp list');

/** Reads a document's text. @throws KaError `bad-experiment` naming each wrong key */
export function parseExperiment(path: string, text: string): ExperimentFile {
  let data: Record<string, unknown>;
  let body: string;
  try {
    ({ data, body } = parseDoc(text));
  } catch (error) {
    throw bad(path, error instanceof Error ? error.message : String(error));
  }
  const given = withoutEmpty(SCHEMA, data);
  const problems = schemaProblems(SCHEMA, given);
  if (problems.length > 0) throw bad(path, `${problems.join('; ')}.`);
  const whole = withDefaults(SCHEMA, given) as Record<string, unknown>;
  // In the schema's order, whichever keys the file happens to have.
  const experiment = Object.fromEntries(ORDER.map((key) => [key, whole[key]])) as unknown as Experiment;
  if (!path.endsWith(`/${experiment.id}.md`)) throw bad(path, `its id is ${experiment.id}, unlike the file's name.`);
  return { experiment, body };
}

const ORDER = Object.keys(schema.properties);
const DEFAULTS = withDefaults(SCHEMA, {}) as Record<string, unknown>;
/** Part of the plan: they stand there also where they have their default. */
const ALWAYS = new Set(['status', 'target_pct', 'window_days', 'looks', 'per_arm', 'min_turns']);

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isPlain(value) && Object.values(value).every((one) => one === null || one === undefined));

/** A mapping without its nulls. */
const compact = (value: unknown): unknown =>
  isPlain(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, one]) => one !== null && one !== undefined)
          .map(([key, one]) => [key, compact(one)]),
      )
    : value;

/** The document: keys in the schema's order, without what is empty or says the default. */
export function experimentText({ experiment, body }: ExperimentFile): string {
  const given = experiment as unknown as Record<string, unknown>;
  const kept = ORDER.filter(
    (key) => ALWAYS.has(key) || !(isEmpty(given[key]) || JSON.stringify(given[key]) === JSON.stringify(DEFAULTS[key])),
  ).map((key) => [key, compact(given[key])]);
  return `---\n${stringifyYaml(Object.fromEntries(kept))}---\n${body}`;
}

/** All experiments, oldest first, and the files that are none. */
export function readExperiments(project: Project): { files: ExperimentFile[]; problems: string[] } {
  const problems: string[] = [];
  const files = listFolder(resolveInside(project.root, FOLDER))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => {
      try {
        const path = `${FOLDER}/${name}`;
        return [parseExperiment(path, readText(resolveInside(project.root, path)) ?? '')];
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        return [];
      }
    });
  return { files: files.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)), problems };
}

const keyOf = ({ experiment: { created, id } }: ExperimentFile): string => `${created} ${id}`;

/**
 * The experiment that is meant: by its id or the start of it; without one the only running, else the newest.
 *
 * @throws KaError `no-experiment`, `several-experiments`, `bad-experiment`
 */
export function findExperiment(project: Project, id?: string): ExperimentFile {
  const { files, problems } = readExperiments(project);
  if (id !== undefined && ID.test(id)) {
    const text = readText(resolveInside(project.root, experimentPath(id)));
    if (text !== null) return parseExperiment(experimentPath(id), text);
  }
  const found =
    id === undefined ? meant(files) : files.filter(({ experiment }) => experiment.id.startsWith(withPrefix(id)));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const ids = found.map(({ experiment }) => experiment.id).join(', ');
    throw new KaError('several-experiments', `${id} may be ${ids}.`, 'ka exp list');
  }
  if (problems.length > 0 && files.length === 0) throw new KaError('bad-experiment', problems[0]!);
  throw new KaError(
    'no-experiment',
    id === undefined ? 'There is no experiment here.' : `There is no experiment ${id.slice(0, 80)}.`,
    id === undefined ? 'ka exp new --hypothesis "split auth.py reduces tokens/session by 20%"' : 'ka exp list',
  );
}

const withPrefix = (id: string): string => (id.startsWith('exp') ? id : `exp_${id}`);

function meant(files: readonly ExperimentFile[]): ExperimentFile[] {
  const running = files.filter(({ experiment }) => experiment.status === 'running');
  return running.length === 1 ? running : files.slice(-1);
}
