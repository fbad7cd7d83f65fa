import { KaError } from '../../lib/errors.ts';
import { insertItem, layOut, layoutOf, madeHere, removeItem } from '../../lib/json-edit.ts';
import { type JsonNode, memberOf, parseJsonTree, plainValue } from '../../lib/json-tree.ts';

/** Events that ka listens to. Each was seen firing in the real client, 2.1.328 in `-p` mode. */
export const HOOK_EVENTS = ['SessionStart', 'SubagentStart', 'Stop', 'SubagentStop', 'SessionEnd'] as const;

/**
 * The line that the client runs in a shell, with the event on stdin. Where the program is missing it is silent and
 * succeeds, so that a teammate without ka notices nothing.
 */
export const HOOK_COMMAND = 'command -v ka >/dev/null 2>&1 && ka hook claude || true';

/** Seconds. On SessionEnd it also raises the client's own budget of 1.5 s. */
const TIMEOUT_S = 10;
const HANDLER = { type: 'command', command: HOOK_COMMAND, timeout: TIMEOUT_S };
const GROUP = { hooks: [HANDLER] };

type Container = Extract<JsonNode, { kind: 'object' | 'array' }>;

/** One handler of ka's, as it stands in a settings file. */
interface OwnHandler {
  event: string;
  /** The event's list of groups, the group's list of handlers, and where the handler stands in them. */
  groups: Container;
  group: number;
  handlers: Container;
  index: number;
  current: boolean;
}

/** ka's own entries of any age: this line, `ka hook claude` called otherwise, or program and arguments apart. */
function isOwn(handler: unknown): boolean {
  const { command, args } = (handler ?? {}) as { command?: unknown; args?: unknown };
  const words = [command, ...(Array.isArray(args) ? args : [])].filter((word) => typeof word === 'string').join(' ');
  return /(?:^|[\s/\\"';&|(])(?:ka|ka\.cjs|ka\.cmd|kaizen-agentic)["']?\s+hook\s+claude(?:\s|$)/.test(words);
}

function findOwn(root: JsonNode): OwnHandler[] {
  const found: OwnHandler[] = [];
  const hooks = memberOf(root, 'hooks')?.value;
  if (hooks?.kind !== 'object') return found;
  for (const { key, value: groups } of hooks.items) {
    if (groups.kind !== 'array') continue;
    for (const [group, { value }] of groups.items.entries()) {
      const handlers = memberOf(value, 'hooks')?.value;
      if (handlers?.kind !== 'array') continue;
      for (const [index, item] of handlers.items.entries()) {
        const handler = plainValue(item.value) as { command?: unknown; args?: unknown };
        if (!isOwn(handler)) continue;
        const current = handler.command === HOOK_COMMAND && handler.args === undefined;
        found.push({ event: key!, groups, group, handlers, index, current });
      }
    }
  }
  return found;
}

/** Takes one handler out, with the group, the event and `hooks` itself where these held nothing else and were ka's. */
function dropHandler(text: string, root: JsonNode, own: OwnHandler): string {
  if (own.handlers.items.length > 1) return removeItem(text, own.handlers, own.index);
  if (own.groups.items.length > 1 || !madeHere(text, own.groups)) return removeItem(text, own.groups, own.group);
  const hooks = memberOf(root, 'hooks')!.value as Container;
  const event = hooks.items.findIndex((item) => item.value === own.groups);
  if (hooks.items.length > 1 || !madeHere(text, hooks)) return removeItem(text, hooks, event);
  const top = root as Container;
  return removeItem(
    text,
    top,
    top.items.findIndex((item) => item.value === hooks),
  );
}

/** @throws KaError `bad-settings` where ka's entries could not be added without losing what stands there */
function parse(text: string, path: string): JsonNode {
  const refuse = (why: string): never => {
    throw new KaError('bad-settings', `${path}: ${why}. Nothing was written.`, 'ka init --dry-run');
  };
  let root: JsonNode;
  try {
    root = parseJsonTree(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (root.kind !== 'object') return refuse('it is no JSON object');
  const hooks = memberOf(root, 'hooks')?.value;
  if (hooks && hooks.kind !== 'object') return refuse('"hooks" is no object');
  for (const event of HOOK_EVENTS) {
    const groups = memberOf(hooks, event)?.value;
    if (groups && groups.kind !== 'array') return refuse(`"hooks.${event}" is no list`);
  }
  return root;
}

/**
 * A settings file with ka's hook entries: each event once, older forms brought up to date in place, all else kept to
 * the byte. The same text comes back where nothing is to be done.
 *
 * @param text the file, or null where there is none
 * @param path for the sentence of a refusal
 * @throws KaError `bad-settings` if the file is no JSON or `hooks` has another shape than the client's
 */
export function addHooks(text: string | null, path: string): string {
  const all = { hooks: Object.fromEntries(HOOK_EVENTS.map((event) => [event, [GROUP]])) };
  if (text === null) return `${JSON.stringify(all, null, 2)}\n`;
  const layout = layoutOf(text);
  for (let edited = text; ; ) {
    const root = parse(edited, path);
    const wrong = findSurplus(findOwn(root));
    if (wrong) {
      const handler = wrong.handlers.items[wrong.index]!;
      const piece = wrong.replace ? layOut(HANDLER, layout, 5) : null;
      edited = piece
        ? edited.slice(0, handler.start) + piece + edited.slice(handler.end)
        : dropHandler(edited, root, wrong);
      continue;
    }
    const there = new Set(findOwn(root).map(({ event }) => event));
    const event = HOOK_EVENTS.find((name) => !there.has(name));
    if (!event) return edited;
    const hooks = memberOf(root, 'hooks')?.value as Container | undefined;
    const groups = memberOf(hooks, event)?.value as Container | undefined;
    if (!hooks) edited = insertItem(edited, root as Container, `"hooks": ${layOut(all.hooks, layout, 1)}`, layout, 1);
    else if (!groups) edited = insertItem(edited, hooks, `"${event}": ${layOut([GROUP], layout, 2)}`, layout, 2);
    else edited = insertItem(edited, groups, layOut(GROUP, layout, 3), layout, 3);
  }
}

/** The next own handler that has to go or to be renewed: stale, doubled, or on an event that ka no longer hears. */
function findSurplus(own: OwnHandler[]): (OwnHandler & { replace: boolean }) | null {
  for (const handler of own) {
    const same = own.filter(({ event }) => event === handler.event);
    const kept = same.find(({ current }) => current) ?? same[0];
    const heard = (HOOK_EVENTS as readonly string[]).includes(handler.event);
    if (!heard || handler !== kept) return { ...handler, replace: false };
    if (!handler.current) return { ...handler, replace: true };
  }
  return null;
}

/**
 * A settings file without ka's entries, as it was before `addHooks`; null where ka had made the file.
 *
 * @throws KaError `bad-settings` if the file is no JSON
 */
export function removeHooks(text: string, path: string): string | null {
  if (text === addHooks(null, path)) return null;
  for (let edited = text; ; ) {
    const root = parse(edited, path);
    // The last first: the reverse of how they went in.
    const own = findOwn(root).at(-1);
    if (!own) return edited;
    edited = dropHandler(edited, root, own);
  }
}

/** What `ka doctor` wants to know of one settings file. */
export interface HookState {
  missing: string[];
  doubled: string[];
  stale: string[];
  /** The client's own switch that turns every hook off. */
  disabled: boolean;
}

/** @throws KaError `bad-settings` if the file is no JSON */
export function inspectHooks(text: string, path: string): HookState {
  const root = parse(text, path);
  const own = findOwn(root);
  const count = (name: string): number => own.filter(({ event }) => event === name).length;
  const disabled = memberOf(root, 'disableAllHooks')?.value;
  return {
    missing: HOOK_EVENTS.filter((event) => count(event) === 0),
    doubled: [...new Set(own.map(({ event }) => event))].filter((event) => count(event) > 1),
    stale: own.filter(({ current }) => !current).map(({ event }) => event),
    disabled: disabled?.kind === 'scalar' && disabled.value === true,
  };
}
