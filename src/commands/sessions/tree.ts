import type { Ctx } from '../../lib/context.ts';
import { dollars, percent, seconds, thousands } from '../../metrics/summary/format.ts';
import { type Loaded, loadSessions } from '../../sessions/load.ts';
import { readAgain } from '../../sessions/read-again.ts';
import { projectFinder } from '../../sessions/sync/roots.ts';
import { type TreeNode, treeOf } from '../../sessions/tree.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand, type Output } from '../contract.ts';
import { findSession } from './selection.ts';

/** Above this share of the session's cost a part is marked. */
const HEAVY = 0.4;

interface Input {
  id: string;
  depth: number;
  allProjects: boolean;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'show a session as a tree: turns, messages, tool calls, subagents',
  description:
    '`!` marks what failed, `◆` a part that holds over 40 % of the cost. The transcript must still be there.',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'the session\u2019s id, or its beginning' },
    depth: { type: 'integer', description: 'levels below the session', minimum: 1, default: 99, placeholder: 'n' },
    allProjects: {
      type: 'boolean',
      description: 'look among those of every repository',
      default: false,
      inTool: false,
    },
    noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false, inTool: true },
  },
  tool: 'read',
  examples: [
    { line: 'ka sessions tree 9b1d', says: 'where the money of one session went' },
    { line: 'ka sessions tree 9b1d --depth 1', says: 'its turns only' },
  ],
  async run({ id, depth, allProjects, noSync }, ctx) {
    return showTree(await loadSessions(findProject(ctx), ctx, { sync: !noSync, allProjects }), ctx, id, depth);
  },
});

/** @throws KaError `no-session`; `no-transcript` if it is not there any more */
export async function showTree(
  { digests, index, notes }: Loaded,
  ctx: Ctx,
  id: string,
  depth: number,
): Promise<Output> {
  const digest = findSession(digests, id);
  const again = await readAgain(findProject(ctx), ctx, digest, index);
  const cwd = again.fold.get(again.id)?.facts.cwd ?? null;
  const root = cwd === null ? null : (projectFinder(ctx)(cwd)?.root ?? null);
  const tree = treeOf(again.id, again.fold, again.pricing, root)!;
  const cut = prune(tree, depth);
  return {
    data: { schema_version: 1, id: digest.id, tree: cut },
    text: [line(cut), ...draw(cut.children, '')].map((text) => clip(text, ctx.columns)).join('\n'),
    notes,
  };
}

const prune = (node: TreeNode, depth: number): TreeNode => ({
  ...node,
  children: depth === 0 ? [] : node.children.map((child) => prune(child, depth - 1)),
});

const clip = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, columns - 1)}…` : text;

function line({ name, kind, cost_usd, tokens, ms, error, share }: TreeNode): string {
  const facts = [
    cost_usd === null ? null : dollars(cost_usd),
    tokens === null ? null : `${thousands(tokens)} tokens`,
    ms === null ? null : seconds(ms / 1000),
    share === null || kind === 'call' || kind === 'session' ? null : percent(share),
  ].filter((fact) => fact !== null);
  const heavy = share !== null && share > HEAVY && share < 1 ? '◆ ' : '';
  return `${heavy}${error ? '! ' : ''}${name}${facts.length > 0 ? `  [${facts.join(', ')}]` : ''}`;
}

const draw = (nodes: readonly TreeNode[], indent: string): string[] =>
  nodes.flatMap((node, at) => {
    const last = at === nodes.length - 1;
    return [
      `${indent}${last ? '└─ ' : '├─ '}${line(node)}`,
      ...draw(node.children, `${indent}${last ? '   ' : '│  '}`),
    ];
  });
