import type { Ctx } from '../../lib/context.ts';
import { count } from '../../lib/count.ts';
import { shellWord } from '../../lib/shell-word.ts';
import { shorten, shortenMiddle } from '../../lib/shorten.ts';
import { wrap } from '../../lib/wrap.ts';
import { fromTo, minute } from '../../metrics/summary/format.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import { type Loaded, loadSessions } from '../../sessions/load.ts';
import { sayReplayed } from '../../sessions/run-sums.ts';
import { isHeavy, sayPart } from '../../sessions/say-part.ts';
import type { TreeNode } from '../../sessions/tree.ts';
import { treeOfSession } from '../../sessions/tree-of-session.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand, type Output } from '../contract.ts';
import { findSession, oneSession } from './selection.ts';

/** What fits a screen. */
const LINES = 40;

interface Input {
  id: string;
  depth?: number;
  allProjects: boolean;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'show a session as a tree: turns, messages, tool calls, subagents',
  description: `\`!\` marks what failed, \`◆\` a part that holds over 40 % of the cost, \`>\` a lower bound. Without \`--depth\` it goes as deep as ${LINES} lines allow, and \`--json\` holds all. The transcript must still be there.`,
  positional: ['id'],
  required: ['id'],
  input: {
    id: oneSession.id,
    depth: {
      type: 'integer',
      description: 'levels below the session: 1 turns, 2 messages, 3 tool calls, 4 subagents, 5 their turns, and so on',
      minimum: 1,
      placeholder: 'n',
    },
    allProjects: oneSession.allProjects,
    noSync: oneSession.noSync,
  },
  tool: 'read',
  examples: [
    { line: 'ka sessions tree 9b1d', says: 'where the money of one session went' },
    { line: 'ka sessions tree 9b1d --depth 3', says: 'down to its tool calls' },
  ],
  async run({ id, depth, allProjects, noSync }, ctx) {
    const loaded = await loadSessions(findProject(ctx), ctx, { sync: !noSync, allProjects });
    const again = `ka sessions tree ${shellWord(id)}${depth === undefined ? '' : ` --depth ${depth}`}`;
    return showTree(loaded, ctx, findSession(loaded, id, { line: again, allProjects }), depth);
  },
});

/** The tree of one of the loaded sessions. @throws KaError `no-transcript` if it is not there any more */
export async function showTree(
  { digests, index, notes }: Loaded,
  ctx: Ctx,
  digest: Digest,
  depth: number | undefined,
): Promise<Output> {
  const tree = await treeOfSession(findProject(ctx), ctx, digest, digests, index);
  const levels = depth ?? fitting(tree);
  const cut = prune(tree, levels);
  const deeper = sizeOf(tree) - sizeOf(cut);
  return {
    data: { schema_version: 1, id: digest.id, tree: depth === undefined ? tree : cut },
    text: [
      wrap('', `${digest.id}, ${fromTo(minute(digest.started), minute(digest.ended))} UTC`, ctx.columns),
      ...sayReplayed(digest).map((told) => wrap('', told, ctx.columns)),
      line(tree, '', ctx.columns),
      ...draw(tree.children, '', levels, ctx.columns),
      ...(deeper > 0 ? [`… ${count(deeper, 'part')} deeper: --depth ${levels + 1}`] : []),
    ].join('\n'),
    notes,
  };
}

const sizeOf = ({ children }: TreeNode): number => children.reduce((sum, child) => sum + sizeOf(child), 1);

const prune = (node: TreeNode, depth: number): TreeNode => ({
  ...node,
  children: depth === 0 ? [] : node.children.map((child) => prune(child, depth - 1)),
});

/** The deepest level down to which a tree fits; its turns in any case. */
function fitting(tree: TreeNode): number {
  let [depth, lines] = [1, 1 + tree.children.length];
  for (let level = tree.children; level.length > 0; depth++) {
    level = level.flatMap(({ children }) => children);
    lines += level.length;
    if (lines > LINES) break;
  }
  return depth;
}

/** A part's line. Where it does not fit, its name gives way, then what stands behind its cost. */
function line(node: TreeNode, indent: string, columns: number): string {
  const marks = `${isHeavy(node) ? '◆ ' : ''}${node.error ? '! ' : ''}`;
  const facts = sayPart(node);
  const said = facts.length > 0 ? `  [${facts.join(', ')}]` : '';
  const room = Math.max(5, columns - indent.length - marks.length - said.length);
  return shorten(`${indent}${marks}${shortenMiddle(node.name, room)}${said}`, columns);
}

const draw = (nodes: readonly TreeNode[], indent: string, levels: number, columns: number): string[] =>
  (levels === 0 ? [] : nodes).flatMap((node, at) => {
    const last = at === nodes.length - 1;
    return [
      line(node, `${indent}${last ? '└─ ' : '├─ '}`, columns),
      ...draw(node.children, `${indent}${last ? '   ' : '│  '}`, levels - 1, columns),
    ];
  });
