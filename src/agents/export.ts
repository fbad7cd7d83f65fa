import type { AgentFormat } from '../harnesses/agent-format.ts';
import { readMark } from '../harnesses/mark.ts';
import type { Change } from '../store/changes.ts';
import { listFolder, readText, resolveInside, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact/redact.ts';
import { checkFile } from './check-file.ts';
import type { RawAgent } from './raw-files.ts';

/** What becomes of one file. `refused`: it is left as it is, `reason` says why. */
export interface Step {
  name: string;
  path: string;
  status: 'written' | 'unchanged' | 'removed' | 'refused';
  reason?: string;
  /** Keys that the harness's format has no place for. */
  lost?: string[];
}

export interface Plan {
  steps: Step[];
  changes: Change[];
  /** The formats that were written, for what is to be said of them. */
  formats?: AgentFormat[];
}

export const joinPlans = (...plans: readonly Plan[]): Plan => ({
  steps: plans.flatMap(({ steps }) => steps),
  changes: plans.flatMap(({ changes }) => changes),
  formats: plans.flatMap(({ formats }) => formats ?? []),
});

/** The definitions that have a place of their own: the first of each name, no exports, none in the harness's folder. */
export function exportable(raws: readonly RawAgent[], format: AgentFormat): RawAgent[] {
  const first = new Map<string, RawAgent>();
  for (const raw of raws.filter(({ mark }) => mark === null)) {
    if (!first.has(raw.name.toLowerCase())) first.set(raw.name.toLowerCase(), raw);
  }
  return [...first.values()].filter(({ folder }) => folder !== format.folder);
}

/** Why the file that stands in the way is not ours to replace; null if it is. */
function inTheWay(before: string | null): string | null {
  if (before === null) return null;
  const mark = readMark(before);
  if (!mark) return 'it was written by hand, not exported by ka';
  return mark.edited ? 'it was edited after its export' : null;
}

interface ExportOptions {
  force: boolean;
  allow: readonly string[];
}

const pathOf = ({ folder, ending }: AgentFormat, name: string): string => `${folder}/${name}${ending}`;

function planOne(project: Project, source: RawAgent, format: AgentFormat, { force, allow }: ExportOptions): Plan {
  const { name } = source;
  const [problem] = checkFile(source);
  if (problem) {
    const reason = `${problem.message} (ka agents check ${name})`;
    return { steps: [{ name, path: source.path, status: 'refused', reason }], changes: [] };
  }
  const path = pathOf(format, name);
  const { text, lost } = format.write({ ...source, data: { ...source.data, name } });
  const before = readText(resolveInside(project.root, path));
  if (before === text) return { steps: [{ name, path, status: 'unchanged', lost }], changes: [] };
  const reason = force ? null : inTheWay(before);
  if (reason) return { steps: [{ name, path, status: 'refused', reason }], changes: [] };
  refuseSecrets(source.text, allow);
  return { steps: [{ name, path, status: 'written', lost }], changes: [{ kind: 'write', path, text }] };
}

/** Writes definitions in a tool's own format; what a person wrote or edited there needs `force`. */
export const planExport = (
  project: Project,
  sources: readonly RawAgent[],
  format: AgentFormat,
  options: ExportOptions,
): Plan =>
  joinPlans(...sources.map((source) => planOne(project, source, format, options)), { ...EMPTY, formats: [format] });

const EMPTY: Plan = { steps: [], changes: [] };

/** The files of a tool's folder that ka exported, with what their mark says. */
export function exportsOf(project: Project, format: AgentFormat) {
  const folder = resolveInside(project.root, format.folder);
  const names = format.ending.startsWith('/')
    ? listFolder(folder)
    : listFolder(folder)
        .filter((file) => file.endsWith(format.ending))
        .map((file) => file.slice(0, -format.ending.length));
  return names.flatMap((name) => {
    const path = pathOf(format, name);
    const file = resolveInside(project.root, path);
    const mark = statFile(file)?.isFile ? readMark(readText(file) ?? '') : null;
    return mark ? [{ name, path, mark }] : [];
  });
}

/** Removes exports whose definition is gone, unless somebody edited them. */
export function planOrphans(project: Project, raws: readonly RawAgent[], format: AgentFormat): Plan {
  const paths = new Set(raws.map(({ path }) => path));
  const orphans = exportsOf(project, format).filter(({ mark }) => !mark.edited && !paths.has(mark.source));
  return planRemovals(orphans);
}

/** Takes exports back, all or those of some agents; what somebody edited needs `force`. */
export function planUnexport(project: Project, format: AgentFormat, names: readonly string[], force: boolean): Plan {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const all = exportsOf(project, format).filter(({ name }) => wanted.size === 0 || wanted.has(name.toLowerCase()));
  const edited = force ? [] : all.filter(({ mark }) => mark.edited);
  const refused = edited.map(({ name, path }) => ({
    ...{ name, path, status: 'refused' as const },
    reason: 'it was edited after its export',
  }));
  const plan = planRemovals(all.filter((one) => !edited.includes(one)));
  return { ...plan, steps: [...plan.steps, ...refused] };
}

const planRemovals = (files: ReadonlyArray<{ name: string; path: string }>): Plan => ({
  steps: files.map(({ name, path }) => ({ name, path, status: 'removed' })),
  changes: files.map(({ path }) => ({ kind: 'delete', path })),
});
