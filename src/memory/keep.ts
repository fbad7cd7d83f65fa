import type { Ctx } from '../lib/context.ts';
import { applyChanges, type Change } from '../store/changes.ts';
import { withLock } from '../store/lock/lock.ts';
import type { Project } from '../store/project.ts';
import { addEntry } from './add.ts';
import { memoryPath, readMemoryBytes } from './file.ts';
import { dayOf, newMemory } from './scaffold.ts';

interface Kept {
  title: string;
  isNew: boolean;
  change: Change | null;
}

/**
 * Adds a dated entry to an agent's memory under the file's lock; a missing file is scaffolded first.
 *
 * @param said has passed the redaction gate
 * @returns the heading it went under; whether the file was there; the change, which a dry run does not make, null if it
 *   stands there already
 * @throws KaError `unknown-section`, `bad-entry`, `busy`
 */
export function keepEntry(project: Project, ctx: Ctx, agent: string, section: string, said: string): Kept {
  const path = memoryPath(agent);
  const keep = (): Kept => {
    const before = readMemoryBytes(project, agent);
    const { title, text } = addEntry(before ?? newMemory(project, ctx, agent), section, said, dayOf(ctx));
    const change: Change | null = text === null ? null : { kind: 'write', path, text };
    if (change && !ctx.dryRun) applyChanges(project, [change]);
    return { title, isNew: before === null, change };
  };
  return ctx.dryRun ? keep() : withLock(`${project.local}/locks/memory-${agent}.lock`, ctx, keep);
}
