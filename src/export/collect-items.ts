import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical.ts';
import type { Ctx } from '../lib/context.ts';
import { loadSessions } from '../sessions/load.ts';
import { readConfig } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import { redactSecrets } from '../store/redact/redact.ts';
import { nameRepository } from '../store/repository.ts';
import { type ExportItem, startOf } from './item.ts';

export interface Selection {
  /** ISO 8601: only sessions that ended, and executions that began, at or after it. Null: all. */
  since: string | null;
  allProjects: boolean;
  sync: boolean;
  /** Keep what was read also where nothing was set up yet. */
  start: boolean;
}

export interface Collected {
  /** By start, then id. */
  items: ExportItem[];
  /** Sessions left out since they still run. */
  running: number;
  /** Items in which the gate found something. */
  redacted: number;
}

/**
 * Everything that may leave the machine: digests of finished sessions and execution records, each past the redaction
 * gate once more, for a log may have been written by hand.
 *
 * @throws as `loadSessions`; KaError `bad-config`
 */
export async function collectItems(project: Project, ctx: Ctx, selection: Selection): Promise<Collected> {
  const { since, allProjects, sync, start } = selection;
  const { allow } = readConfig(project, ctx).redaction;
  const load = { sync, allProjects, start, plain: true };
  const { digests, running, records } = await loadSessions(project, ctx, load);
  const parents = new Map(digests.map(({ id, parent }) => [id, parent]));
  const bySession = new Map(digests.map(({ id, session_id }) => [session_id, id]));
  let redacted = 0;
  const clean = <T>(value: T): { body: T; hash: string } => {
    const gated = redactSecrets(value, allow);
    if (gated.redacted.length > 0) redacted++;
    return { body: gated.value, hash: hashOf(gated.value) };
  };
  const items: ExportItem[] = digests
    .filter(({ id, ended }) => !running.has(id) && (since === null || ended === null || ended >= since))
    .map((digest) => {
      const { body, hash } = clean(digest);
      const root = outermost(digest.id, parents);
      return { kind: 'session', id: body.id, hash, session: body.id, root, repo: body.repo, body };
    });
  const { value: repo } = redactSecrets(nameRepository(project), allow);
  for (const record of records) {
    if (since !== null && record.timestamp < since) continue;
    const { body, hash } = clean(record);
    const named = record.harness ? `${record.harness}:${record.session_id}` : null;
    const session = record.session_id ? (bySession.get(record.session_id) ?? named) : null;
    const root = session === null ? null : outermost(session, parents);
    items.push({ kind: 'execution', id: body.id, hash, session, root, repo, body });
  }
  return { items: items.sort(byStart), running: running.size, redacted };
}

/** Node's own: over a large log ours takes ten times as long. */
const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** The id of the outermost session above one; parents whose digest is not there count by their id. */
function outermost(id: string, parents: ReadonlyMap<string, string | null>): string {
  let at = id;
  for (let depth = 0; depth < 50; depth++) {
    const parent = parents.get(at);
    if (parent == null) return at;
    at = parent;
  }
  return at;
}

function byStart(a: ExportItem, b: ExportItem): number {
  const [x, y] = [startOf(a) ?? '', startOf(b) ?? ''];
  if (x !== y) return x < y ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
