import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { ManagedRecord } from './contract.ts';
import { findKind } from './kinds.ts';
import { readRecords } from './read.ts';

/** A lesson as a brief cites it. */
export interface Lesson {
  id: string;
  /** One line. */
  text: string;
  created: string;
}

/** What a lesson is looked for by. */
export interface Meant {
  agent: string;
  /** Files or folders that the work is about, relative to the project. */
  paths: readonly string[];
}

const within = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);

/** 0: of this agent. 1: of one of these paths. 2: of no agent and no path, hence of all. Null: of others. */
function rank({ fields }: ManagedRecord, { agent, paths }: Meant): number | null {
  if (fields.agent !== undefined) return fields.agent === agent ? 0 : null;
  const own = Array.isArray(fields.paths) ? fields.paths.map(String) : [];
  if (own.length === 0) return 2;
  return own.some((one) => paths.some((path) => within(path, one) || within(one, path))) ? 1 : null;
}

/** Active lessons that match an agent or a path: learned ones before learnings, the nearest first, then the newest. */
export function lessonsFor(project: Project, ctx: Ctx, meant: Meant): Lesson[] {
  const found = ['learned', 'learning'].flatMap((kind, stage) =>
    readRecords(project, findKind(project, ctx, kind))
      .records.filter(({ fields }) => fields.status === 'active')
      .flatMap((record) => {
        const near = rank(record, meant);
        return near === null ? [] : [{ record, near, stage }];
      }),
  );
  const key = ({ record: { created = '', id } }: (typeof found)[number]): string => `${created} ${id}`;
  found.sort((a, b) => a.stage - b.stage || a.near - b.near || (key(a) < key(b) ? 1 : -1));
  return found.map(({ record: { id, kind, created = '', fields } }) => ({
    id,
    text: `${String(fields.title)}: ${String(fields.summary)}${kind === 'learning' ? ' (not confirmed yet)' : ''}`.replace(
      /\s+/g,
      ' ',
    ),
    created,
  }));
}
