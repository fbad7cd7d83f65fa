/** What stands where a value is expected: fixed words, or what a shell looks up itself. */
export type Values = { words: readonly string[] } | 'agents' | 'files' | 'folders' | 'none';

export interface Flag {
  /** With its dashes. */
  name: string;
  says: string;
  /** Null: it takes no value. */
  values: Values | null;
}

/** One command as completion sees it. */
export interface Shape {
  /** `init` or `metrics record`. */
  path: string;
  says: string;
  flags: readonly Flag[];
  places: readonly Values[];
}

export interface Model {
  commands: readonly Shape[];
  /** Groups by their first word: what they are about. */
  groups: Readonly<Record<string, string>>;
}

/** First words of the command line with their description, each once. */
export const firstWords = ({ commands, groups }: Model): { word: string; says: string }[] =>
  [...new Set(commands.map(({ path }) => path.split(' ')[0]!))].map((word) => ({
    word,
    says: groups[word] ?? commands.find(({ path }) => path === word)?.says ?? '',
  }));

/** Second words of a group. */
export const secondWords = ({ commands }: Model, group: string): { word: string; says: string }[] =>
  commands
    .filter(({ path }) => path.startsWith(`${group} `))
    .map(({ path, says }) => ({ word: path.slice(group.length + 1), says }));

/** Flags that are followed by a value, over all commands: the shells skip both when they count words. */
export const valueFlags = ({ commands }: Model): string[] =>
  [
    ...new Set(commands.flatMap(({ flags }) => flags.filter(({ values }) => values !== null).map(({ name }) => name))),
  ].sort();

/** Names of agents, from the files of the project; for sh, bash and zsh. */
export const AGENTS_FUNCTION = `__ka_agents() {
  local root
  root=$(git rev-parse --show-toplevel 2>/dev/null) || root=.
  command ls "$root/agents" "$root/.claude/agents" "$root/.kaizen/agents" "$root/.kaizen/metrics" 2>/dev/null |
    command grep -v ':$' | command sed 's/\\.md$//' | command grep -E '^[A-Za-z0-9][A-Za-z0-9._-]*$' |
    command grep -vx optimizer | command sort -u
}`;

/** In single quotes, for every shell here. */
export const quote = (text: string): string => `'${text.replaceAll("'", '’')}'`;
