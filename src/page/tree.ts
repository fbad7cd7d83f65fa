import { count } from '../lib/count.ts';
import { isHeavy, sayPart } from '../sessions/say-part.ts';
import type { TreeNode } from '../sessions/tree.ts';
import { type Html, html } from './html.ts';

/** Parts of one session that a page holds; the upper levels first. */
const PARTS = 300;

/** The parts that are shown: breadth first, so that what is cut is what lies deepest. */
function shownOf(root: TreeNode): Set<TreeNode> {
  const shown = new Set<TreeNode>([root]);
  for (const node of shown) {
    for (const child of node.children) {
      if (shown.size >= PARTS) return shown;
      shown.add(child);
    }
  }
  return shown;
}

function said(node: TreeNode): Html {
  const facts = sayPart(node);
  return html`${isHeavy(node) ? html`<span class="heavy" role="img" aria-label="over 40 % of the cost">◆ </span>` : null}${
    node.error ? html`<span class="failed" role="img" aria-label="failed">! </span>` : null
  }${node.name}${facts.length > 0 ? html` <span class="small">${facts.join(', ')}</span>` : null}`;
}

function draw(node: TreeNode, shown: ReadonlySet<TreeNode>): Html {
  const kept = node.children.filter((child) => shown.has(child));
  const cut = node.children.length - kept.length;
  if (node.children.length === 0) return html`<li>${said(node)}</li>`;
  if (kept.length === 0) return html`<li>${said(node)} <span class="small">… ${count(cut, 'part')} below</span></li>`;
  const more = cut > 0 ? html`<li class="small">… and ${cut} more</li>` : null;
  const open = node.kind === 'session' ? html` open` : null;
  return html`<li><details${open}><summary>${said(node)}</summary><ul>${kept.map((child) => draw(child, shown))}${more}</ul></details></li>`;
}

/** A session's parts as nested lists: turns, messages, calls, subagents. */
export const treeOf = (root: TreeNode): Html => html`<ul class="tree">${draw(root, shownOf(root))}</ul>`;
