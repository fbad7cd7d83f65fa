import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { findKind } from './kinds.ts';
import type { Surroundings } from './need.ts';
import { missing } from './needs/index.ts';
import { readRecords } from './read.ts';

/** A record among the others of its project. */
export const surroundings = (project: Project, ctx: Ctx, kind: Kind, record: ManagedRecord): Surroundings => ({
  kind,
  record,
  recordsOf: (name) => readRecords(project, findKind(project, ctx, name)).records,
});

/** What a record still needs by its kind, a line each with what to type. */
export const needsOf = (project: Project, ctx: Ctx, kind: Kind, record: ManagedRecord): string[] =>
  missing(kind.needs, surroundings(project, ctx, kind, record)).map(({ says, example }) =>
    example ? `${says}: ${example}` : says,
  );
