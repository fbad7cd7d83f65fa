import { basename } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { parseTime } from '../../lib/time.ts';
import type { Kept, SessionBook } from '../../metrics/records/session-book.ts';
import { readHistory } from '../../store/git/history.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { nameRepository, repositoryName, topOf } from '../../store/repository.ts';
import type { Digest } from '../digests/digest.ts';
import type { FoldedSession } from '../fold/events.ts';
import type { OpenRun } from '../runs/open.ts';
import { type Notes, noteOf } from '../runs/running.ts';
import { bindGit } from './bind-git.ts';
import { projectFinder } from './roots.ts';
import type { Whose } from './whose.ts';

/** A session with what only the repository knows: whose it is, its agent, its commits. */
export interface BoundSession extends FoldedSession {
  own: boolean;
  /** Top of its repository, else the folder in which it worked; null: unknown. */
  folder: string | null;
  /** Its records, that under its agent first. */
  kept: readonly Kept[];
}

/** The agent: as `ka run` or a hook says, else a caller, else the transcript. */
function nameOf(digest: Digest, kept: Kept | undefined, note: OpenRun | null): Pick<Digest, 'agent' | 'agent_by'> {
  const named = kept ? { agent: kept.record.agent, agent_by: kept.named } : null;
  if (named?.agent_by === 'run' || named?.agent_by === 'hook') return named as Pick<Digest, 'agent' | 'agent_by'>;
  const says = note && note.agent !== 'unnamed' && (note.agent !== 'main' || digest.agent === 'main');
  if (note && says) return { agent: note.agent, agent_by: 'hook' };
  if (named?.agent_by === 'caller') return { agent: named.agent, agent_by: 'caller' };
  return { agent: named?.agent ?? digest.agent, agent_by: 'harness' };
}

/** A session keeps the agent, the definition and the commits that a record of it has, or a hook noted. @param notes by digest id */
export function bindSessions(
  project: Project,
  ctx: Pick<Ctx, 'home'>,
  sessions: readonly FoldedSession[],
  { isOwn }: Pick<Whose, 'isOwn'>,
  book: () => SessionBook,
  notes: Notes,
): BoundSession[] {
  const byId = new Map(sessions.map((one) => [one.digest.id, one]));
  const folderOf = ({ digest, cwd }: FoldedSession): string | null =>
    (digest.parent === null ? null : byId.get(digest.parent)?.cwd) ?? cwd;
  const placed = sessions.map((one) => ({ one, cwd: folderOf(one) }));
  const own = placed.filter(({ one, cwd }) => isOwn({ cwd, session: one.session, repository: one.repository }));
  const times = own.flatMap(({ one }) => parseTime(one.digest.started ?? '') ?? []);
  const commitAt = times.length === 0 ? null : readHistory(project, Math.min(...times));
  const name = nameRepository(project);
  const find = projectFinder(ctx);
  return placed.map(({ one, cwd }): BoundSession => {
    const { digest } = one;
    if (!own.some((mine) => mine.one === one)) {
      const found = cwd === null ? null : find(cwd);
      const there = found?.top ? inMainWorktree(found) : null;
      const repo = (there && nameRepository(there)) ?? statedRepository(one) ?? lastPart(cwd);
      return { ...one, own: false, folder: there ? topOf(there) : cwd, kept: [], digest: { ...digest, repo } };
    }
    const kept = book().of(digest.session_id);
    const note = noteOf(digest, notes);
    const bound: Digest = {
      ...digest,
      ...nameOf(digest, kept[0], note),
      repo: name,
      definition: kept[0]?.record.definition ?? note?.definition ?? null,
      arms: { ...note?.arms, ...kept[0]?.record.arms },
      git: bindGit(digest, kept[0] ?? null, note, commitAt),
    };
    return { ...one, own: true, folder: topOf(project), kept, digest: bound };
  });
}

const statedRepository = ({ repository }: FoldedSession): string | null =>
  repository === null ? null : repositoryName(repository);

const lastPart = (folder: string | null): string | null =>
  folder === null ? null : basename(folder.replaceAll('\\', '/')) || null;
