import { KaError } from '../lib/errors.ts';
import { insertItem, layOut, layoutOf, madeHere, removeItem } from '../lib/json-edit.ts';
import { type JsonNode, memberOf, parseJsonTree, plainValue } from '../lib/json-tree.ts';
import { type McpFile, SERVER, startsMcp } from './mcp-file.ts';

type Container = Extract<JsonNode, { kind: 'object' | 'array' }>;

interface Found {
  root: Container;
  all: Container | null;
  /** Where ka's server stands in `all`; -1: nowhere. */
  own: number;
}

/** The words that a server's entry starts, whether the program stands apart from its arguments or not. */
function wordsOf(entry: unknown): unknown[] {
  const { command, args } = (entry ?? {}) as { command?: unknown; args?: unknown };
  return [command, args].flat();
}

/**
 * A JSON file that maps names to MCP servers.
 *
 * @param path relative to the project root
 * @param key the member that holds the servers
 * @param entry ka's server in the tool's own form
 * @param before what a file of ka's own making holds first
 */
export function jsonMcp(
  path: string,
  key: string,
  entry: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> = {},
): McpFile {
  const servers = { [SERVER.name]: entry };
  const made = `${JSON.stringify({ ...before, [key]: servers }, null, 2)}\n`;

  /** Where the servers and ka's own stand; a sentence where the file has another form. */
  const find = (text: string): Found | string => {
    let root: JsonNode;
    try {
      root = parseJsonTree(text);
    } catch (error) {
      return (error as Error).message;
    }
    if (root.kind !== 'object') return 'it is no JSON object';
    const all = memberOf(root, key)?.value ?? null;
    if (all !== null && all.kind !== 'object') return `"${key}" is no object`;
    const own = all === null ? -1 : all.items.findLastIndex((item) => item.key === SERVER.name);
    const isOwn = own < 0 || startsMcp(wordsOf(plainValue(all!.items[own]!.value)));
    return isOwn ? { root, all, own } : `"${key}.${SERVER.name}" is another server`;
  };

  return {
    path,
    add: (text) => {
      if (text === null) return made;
      const layout = layoutOf(text);
      const found = find(text);
      if (typeof found === 'string') {
        throw new KaError('bad-settings', `${path}: ${found}. Nothing was written.`, 'ka init --mcp --dry-run');
      }
      const { root, all, own } = found;
      if (own >= 0) return text;
      if (!all) return insertItem(text, root, `"${key}": ${layOut(servers, layout, 1)}`, layout, 1);
      return insertItem(text, all, `"${SERVER.name}": ${layOut(entry, layout, 2)}`, layout, 2);
    },
    remove: (text) => {
      if (text === made) return null;
      const found = find(text);
      if (typeof found === 'string' || !found.all || found.own < 0) return text;
      const { root, all, own } = found;
      if (all.items.length > 1 || !madeHere(text, all)) return removeItem(text, all, own);
      return removeItem(
        text,
        root,
        root.items.findIndex((item) => item.value === all),
      );
    },
  };
}
