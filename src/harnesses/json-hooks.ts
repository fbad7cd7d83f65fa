import { KaError } from '../lib/errors.ts';
import { insertItem, layOut, layoutOf, madeHere, removeItem } from '../lib/json-edit.ts';
import { type JsonNode, memberOf, parseJsonTree, plainValue } from '../lib/json-tree.ts';
import { callsHook } from './hook-line.ts';
import type { HookFile, HookState, SetupHarness } from './hook-setup.ts';

/** ka's entries in a JSON file whose `hooks` maps events to lists. */
export interface HookEntries {
  harness: SetupHarness;
  events: readonly string[];
  /** The entry of each event. */
  handler: Readonly<Record<string, unknown>>;
  /** `groups`: a list of groups with a list `hooks` each, as Claude Code has it. `flat`: a list of handlers. */
  shape: 'groups' | 'flat';
  /** What a file of ka's own making holds beside `hooks`. */
  beside?: Readonly<Record<string, unknown>>;
  /** The tool's own switch that turns every hook off. */
  isOff?: (settings: Readonly<Record<string, unknown>>) => boolean;
}

type Container = Extract<JsonNode, { kind: 'object' | 'array' }>;

/** One handler of ka's, as it stands in a file. */
interface OwnHandler {
  event: string;
  /** The event's list and where the entry stands in it. */
  list: Container;
  entry: number;
  /** The list of handlers (the same one where the shape is flat), and where the handler stands in it. */
  handlers: Container;
  index: number;
  current: boolean;
}

/** Keys of a handler that say what is run. */
const RUN_BY = ['command', 'args', 'bash', 'powershell'] as const;

const wordsOf = (handler: unknown): string[] => {
  const values = RUN_BY.map((key) => ((handler ?? {}) as Record<string, unknown>)[key]);
  const [command, args, ...others] = values.map((value) => (Array.isArray(value) ? value.join(' ') : value));
  return [[command, args].filter((word) => typeof word === 'string').join(' '), ...others].filter(
    (text): text is string => typeof text === 'string',
  );
};

/** A file of a tool's hooks, merged entry by entry. `path`: relative to the project root. */
export function jsonHooks(path: string, entries: HookEntries): HookFile {
  const { events, handler, shape, harness } = entries;
  const entry = shape === 'groups' ? { hooks: [handler] } : handler;
  const hooks = Object.fromEntries(events.map((event) => [event, [entry]]));

  const isOwn = (value: unknown): boolean => wordsOf(value).some((words) => callsHook(words, harness));
  const isCurrent = (value: unknown): boolean =>
    RUN_BY.every((key) => (value as Record<string, unknown>)[key] === handler[key]);

  const findOwn = (root: JsonNode): OwnHandler[] => {
    const found: OwnHandler[] = [];
    const all = memberOf(root, 'hooks')?.value;
    if (all?.kind !== 'object') return found;
    for (const { key, value: list } of all.items) {
      if (list.kind !== 'array') continue;
      for (const [at, item] of list.items.entries()) {
        const handlers = shape === 'flat' ? list : memberOf(item.value, 'hooks')?.value;
        if (handlers?.kind !== 'array') continue;
        const own = shape === 'flat' ? [[at, item] as const] : handlers.items.entries();
        for (const [index, one] of own) {
          const value = plainValue(one.value);
          if (isOwn(value)) {
            found.push({ event: key!, list, entry: at, handlers, index, current: isCurrent(value) });
          }
        }
      }
    }
    return found;
  };

  /** @throws KaError `bad-settings` */
  const parse = (text: string): JsonNode => {
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
    const all = memberOf(root, 'hooks')?.value;
    if (all && all.kind !== 'object') return refuse('"hooks" is no object');
    for (const event of events) {
      const list = memberOf(all, event)?.value;
      if (list && list.kind !== 'array') return refuse(`"hooks.${event}" is no list`);
    }
    return root;
  };

  /** The next own handler that has to go or to be renewed: stale, doubled, or on an event that ka no longer hears. */
  const findSurplus = (own: OwnHandler[]): (OwnHandler & { replace: boolean }) | null => {
    for (const one of own) {
      const same = own.filter(({ event }) => event === one.event);
      const kept = same.find(({ current }) => current) ?? same[0];
      if (!events.includes(one.event) || one !== kept) return { ...one, replace: false };
      if (!one.current) return { ...one, replace: true };
    }
    return null;
  };

  // `hooks` first: a file that held nothing but `beside` before is told from one that ka made.
  const made = `${JSON.stringify({ hooks, ...entries.beside }, null, 2)}\n`;

  const add = (text: string | null): string => {
    if (text === null) return made;
    const layout = layoutOf(text);
    for (let edited = text; ; ) {
      const root = parse(edited);
      const own = findOwn(root);
      const wrong = findSurplus(own);
      if (wrong?.replace) {
        const item = wrong.handlers.items[wrong.index]!;
        const piece = layOut(handler, layout, shape === 'groups' ? 5 : 3);
        edited = edited.slice(0, item.start) + piece + edited.slice(item.end);
        continue;
      }
      if (wrong) {
        edited = dropHandler(edited, root, wrong);
        continue;
      }
      const event = events.find((name) => !own.some((one) => one.event === name));
      if (event === undefined) return edited;
      const all = memberOf(root, 'hooks')?.value as Container | undefined;
      const list = memberOf(all, event)?.value as Container | undefined;
      if (!all) edited = insertItem(edited, root as Container, `"hooks": ${layOut(hooks, layout, 1)}`, layout, 1);
      else if (!list) edited = insertItem(edited, all, `"${event}": ${layOut([entry], layout, 2)}`, layout, 2);
      else edited = insertItem(edited, list, layOut(entry, layout, 3), layout, 3);
    }
  };

  const remove = (text: string): string | null => {
    if (text === made) return null;
    for (let edited = text; ; ) {
      const root = parse(edited);
      // The last first: the reverse of how they went in.
      const own = findOwn(root).at(-1);
      if (!own) return edited;
      edited = dropHandler(edited, root, own);
    }
  };

  const inspect = (text: string): HookState => {
    const root = parse(text);
    const own = findOwn(root);
    const count = (name: string): number => own.filter(({ event }) => event === name).length;
    return {
      missing: events.filter((event) => count(event) === 0),
      doubled: [...new Set(own.map(({ event }) => event))].filter((event) => count(event) > 1),
      stale: own.filter(({ current }) => !current).map(({ event }) => event),
      disabled: entries.isOff?.(plainValue(root) as Record<string, unknown>) ?? false,
    };
  };
  return { path, holds: events, add, remove, inspect };
}

/** Takes one handler out, with the entry, the event and `hooks` itself where these held nothing else and were ka's. */
function dropHandler(text: string, root: JsonNode, own: OwnHandler): string {
  if (own.handlers !== own.list && own.handlers.items.length > 1) return removeItem(text, own.handlers, own.index);
  if (own.list.items.length > 1 || !madeHere(text, own.list)) return removeItem(text, own.list, own.entry);
  const hooks = memberOf(root, 'hooks')!.value as Container;
  const event = hooks.items.findIndex((item) => item.value === own.list);
  if (hooks.items.length > 1 || !madeHere(text, hooks)) return removeItem(text, hooks, event);
  const top = root as Container;
  return removeItem(
    text,
    top,
    top.items.findIndex((item) => item.value === hooks),
  );
}
