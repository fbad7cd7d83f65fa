import type { HarnessName } from '../../harnesses/transcripts.ts';
import { isoTime } from '../../lib/time.ts';
import type { PriceTable } from '../../models/prices.ts';
import type { ModelTokens } from '../../models/tokens.ts';
import type { PriceOverride } from '../../store/config.ts';
import { DIGEST_VERSION, type Digest } from '../digests/digest.ts';
import { fitDigest } from '../digests/fit.ts';
import { addCosts } from '../family-totals.ts';
import { timelineOf } from '../timeline.ts';
import { contextPeak } from './context-peak.ts';
import { findCorrections } from './corrections.ts';
import { agentOf, depthOf, type Family, firstPrompt, originOf, sessionIdOf } from './family.ts';
import { foldFiles } from './files.ts';
import { idsThatCount, splitReplayed } from './own-part.ts';
import { pathsInRepository } from './repository-path.ts';
import { copyOf, safeId, safeName } from './safe-text.ts';
import { foldSkills } from './skills.ts';
import type { SessionFold } from './state.ts';
import { addTokens, unknownTokens } from './token-classes.ts';
import { type ModelSum, priceModels, sumModels } from './tokens.ts';
import { countErrors, foldCommands, foldTools } from './tools.ts';

export interface FoldOptions {
  harness: HarnessName;
  /** What the reading of the source counted. */
  source: Omit<Digest['source'], 'version'>;
  prices?: PriceTable | null;
  overrides?: Readonly<Record<string, PriceOverride>>;
  /** The root of the repository that holds a folder; both absolute. Null: none, then the folder itself. */
  rootOf?: (cwd: string) => string | null;
  /** A folder by its SHA-256, among those that the caller knows, for harnesses that note no more. */
  folderOf?: (sha256: string) => string | null;
  /** Random and kept in `.kaizen/local/`; without it there are no corrections. */
  correctionKey?: string | null;
  /** Replies by digest id that belong to an earlier session (`findReplays`). */
  replayed?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Replies of other sessions: those of them that a session holds of which `replayed` knows nothing are taken to be theirs. */
  earlier?: ReadonlySet<string>;
}

/** A reply, by which a copy of it in another session is known. */
export interface FoldedReply {
  id: string;
  at: number | null;
  /** The harness says so: it belongs to another session. */
  copied?: true;
}

/** A session's digest without what only the repository knows (repo, git, definition, arms), and what stays in memory. */
export interface FoldedSession {
  /** The harness's own id, as in the events. */
  session: string;
  digest: Digest;
  /** When its own part begins: that of a fork after what it copied. */
  own_started: string | null;
  /** Tokens by model (`?`: unknown), 0 for unknown classes, requests with a long context apart. */
  models: Record<string, ModelTokens>;
  /** All of its replies that have a usage or a tool call, replayed ones too. */
  replies: FoldedReply[];
  /** Those that were taken to be another session's by `FoldOptions.earlier`. */
  guessed: string[];
  cwd: string | null;
  /** Address of the repository, as the harness noted it. */
  repository: string | null;
  /** Its first 2,000 characters. */
  first_prompt: string | null;
  /** Execution ids that stand in results of its tools. */
  printed: string[];
}

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

/** The digest of one session among those of its source. */
export function digestSession(fold: SessionFold, family: Family, options: FoldOptions): FoldedSession {
  const { harness, source, prices = null, overrides = {}, rootOf = () => null, correctionKey = null } = options;
  const { facts, results } = fold;
  const timeline = timelineOf(fold);
  const session_id = sessionIdOf(fold);
  const id = `${harness}:${session_id}`;
  const known = options.replayed?.get(id);
  const guessed =
    known || !options.earlier?.size ? [] : [...idsThatCount(fold)].filter((reply) => options.earlier!.has(reply));
  const own = splitReplayed(fold, timeline.turns, known ?? new Set(guessed));
  const calls = own.turns.flatMap((turn) => turn.calls);
  const sums = sumModels(own.usages, (reply) => fold.replies.has(reply));
  const started = isoOrNull(fold.first);
  const models = priceModels(sums, { prices, overrides, day: started ?? '9999' });
  const cwd = facts.cwd ?? (facts.cwd_sha256 === undefined ? null : (options.folderOf?.(facts.cwd_sha256) ?? null));
  const root = cwd === null ? null : (rootOf(cwd) ?? cwd);
  const inside = pathsInRepository(cwd, root);
  const { parent } = originOf(fold, family);
  const above = parent === null ? undefined : family.sessions.get(parent);
  const marks = (what: string): number => own.marks.filter((mark) => mark.what === what).length;
  const unpriced = models.some(({ cost_usd }) => cost_usd === null);
  const flags = new Set([...fold.flags].map((flag) => safeName(flag, 40)));
  if ([...fold.usages.values()].some(({ cut }) => cut === true)) flags.add('partial');
  if (unpriced) flags.add('unpriced');
  const digest: Digest = {
    id,
    harness,
    session_id,
    parent: parent === null ? null : `${harness}:${above ? sessionIdOf(above) : safeId(parent)}`,
    agent: copyOf(agentOf(fold, family)),
    agent_by: 'harness',
    definition: null,
    repo: null,
    started,
    ended: isoOrNull(fold.latest),
    duration_ms: fold.first === null || fold.latest === null ? null : fold.latest - fold.first,
    working_ms: fold.first === null ? null : own.turns.reduce((total, { ms }) => total + ms, 0),
    status: statusOf(fold, timeline.status),
    harness_version: facts.harness_version === undefined ? null : safeName(facts.harness_version),
    tokens: fold.usages.size === 0 ? null : sumTokens(sums, own.replayed.tokens),
    replayed: own.replayed,
    // Where all charges are copies, nothing was paid here.
    cost_usd: fold.usages.size === 0 || unpriced ? null : (addCosts(models.map(({ cost_usd }) => cost_usd)) ?? 0),
    models,
    user_messages: own.turns.filter(({ prompt }) => prompt?.human).length,
    assistant_messages: own.turns.reduce((total, { replies }) => total + replies.length, 0),
    turns: own.turns.filter(({ number }) => number > 0).length,
    tool_calls: calls.length,
    tool_errors: countErrors(calls, results),
    tools: foldTools(calls, results),
    commands: foldCommands(calls, results),
    skills: foldSkills(own.turns, results, fold.seen),
    rules: rulesOf(fold, inside),
    corrections: findCorrections(own.turns, correctionKey),
    violations: [],
    ...contextPeak(fold),
    compactions: marks('compaction'),
    rejections: calls.filter(({ id }) => results.get(id)?.rejected === true).length,
    retries: marks('retry'),
    interrupts: marks('interrupt'),
    // Of turns that ended with a reply the harness may say nothing: then it is unknown how.
    stops: marks('stop') || (own.turns.some(({ untold }) => untold) ? null : 0),
    truncations: marks('limit'),
    spans: { depth: depthOf(fold, family), fan_out: fanOut(calls) },
    ...foldFiles(own.turns, results, { inside }),
    git: {
      start: facts.commit !== undefined && /^[0-9a-f]{40,64}$/.test(facts.commit) ? facts.commit : null,
      end: null,
      branch: facts.branch === undefined ? null : safeName(facts.branch, 250),
      dirty: null,
      bound_by: null,
    },
    arms: {},
    flags: [...flags].sort(),
    source: { version: DIGEST_VERSION, ...source },
  };
  return {
    session: fold.id,
    digest: fitDigest(digest),
    own_started: isoOrNull(own.first),
    models: Object.fromEntries(sums.map(({ model, known }) => [model ?? '?', known])),
    replies: own.ids,
    guessed: copyOf(guessed),
    cwd,
    repository: facts.repository ?? null,
    first_prompt: copyOf(firstPrompt(fold)?.slice(0, 2000) ?? null),
    printed: copyOf([...new Set([...results.values()].flatMap(({ printed }) => printed ?? []))]),
  };
}

/** The conversation's own end; where it breaks off, what the harness says. */
const statusOf = ({ status }: SessionFold, seen: Digest['status'] | null): Digest['status'] =>
  seen !== null && seen !== 'open' ? seen : (status?.status ?? seen ?? 'open');

/** Sums of classes; a class that only replayed replies recorded is known to be 0 here. */
function sumTokens(sums: readonly ModelSum[], replayed: Digest['replayed']['tokens']): Digest['tokens'] {
  const total = unknownTokens();
  for (const { tokens } of sums) addTokens(total, tokens);
  for (const kind of Object.keys(total) as Array<keyof typeof total>) if (replayed[kind] !== null) total[kind] ??= 0;
  return total;
}

const rulesOf = (fold: SessionFold, inside: (path: string) => string | null): string[] =>
  copyOf([
    ...new Set(
      [...fold.seen.values()].flatMap(({ what, name }) =>
        what === 'rule' ? [inside(name) ?? safeName(name.replace(/^.*[/\\]/s, ''))] : [],
      ),
    ),
  ]).sort();

function fanOut(calls: ReadonlyArray<{ reply: string | null }>): number {
  const counts = new Map<string, number>();
  let most = calls.length > 0 ? 1 : 0;
  for (const { reply } of calls) {
    if (reply === null) continue;
    const count = (counts.get(reply) ?? 0) + 1;
    counts.set(reply, count);
    most = Math.max(most, count);
  }
  return most;
}
