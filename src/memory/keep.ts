import type { Ctx } from '../lib/context.ts';
import { applyChanges, type Change } from '../store/changes.ts';
import { withLock } from '../store/lock/lock.ts';
import type { Project } from '../store/project.ts';
import { addEntry } from './add.ts';
import { memoryPath, readMemoryBytes } from './file.ts';
import { dayOf, newMemory } from './scaffold.ts';

/**
 * Adds a dated entry to an agent's memory under the file's lock; a missing file is scaffolded first.
 *
 * @param said has passed the redaction gate
 * @returns the heading it went under, and the change, which a dry run does not make; null if it stands there already
 * @throws KaError `unknown-section`, `bad-entry`, `busy`
 */
export function keepEntry(
  project: Project,
  ctx: Ctx,
  agent: string,
  section: string,
  said: string,
): { title: string; change: Change | null } {
  const path = memoryPath(agent);
  const keep = (): { title: string; change: Change | null } => {
    const before = readMemoryBytes(project, agent) ?? newMemory(project, ctx, agent);
    const { title, text } = addEntry(before, section, said, dayOf(ctx));
    const change: Change | null = text === null ? null : { kind: 'write', path, text };
    if (change && !ctx.dryRun) applyChanges(project, [change]);
    return { title, change };
  };
  return ctx.dryRun ? keep() : withLock(`${project.local}/locks/memory-${agent}.lock`, ctx, keep);
}
