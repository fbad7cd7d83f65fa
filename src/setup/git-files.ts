/** `.kaizen/.gitignore`. In team mode views are not committed, so that parallel pull requests never conflict in them. */
export const ignoreLines = (team: boolean): string[] =>
  team ? ['local/', 'summary.json', 'analysis.json', 'retro/'] : ['local/'];

/**
 * `.kaizen/.gitattributes`; names without a slash hold in every folder below. Logs keep both sides of a merge (they
 * are append-only and fold by id); views take either side, for they are rebuilt; memories merge by entry, records by field.
 */
export const ATTRIBUTE_LINES: readonly string[] = [
  '*.jsonl text eol=lf merge=union',
  'agents/*/memory.md merge=ka-memory',
  'summary.json text eol=lf merge=ka-view',
  'analysis.json text eol=lf merge=ka-view',
  'retro/*.md text eol=lf merge=ka-view',
  'sources.lock.json text eol=lf merge=ka-view',
  'records/**/*.md text eol=lf merge=ka-record',
];

/** The line of a folder of records outside of `.kaizen`, relative to the top of the work tree. */
export const recordAttribute = (folder: string): string => {
  const pattern = `/${folder.replace(/[\\*?[]/g, (letter) => `\\${letter}`)}/*.md`;
  return `${/[\s"]/.test(pattern) ? JSON.stringify(pattern) : pattern} merge=ka-record`;
};

const BY_LINE = 'git merge-file -q --marker-size=%L -L ours -L base -L theirs %A %O %B';

/**
 * The drivers that the attributes name, by their section in git's configuration. Of a view either side will do: `true` leaves
 * ours, and the next command rebuilds it. A file that ka does not merge, or a clone without ka, is merged by line.
 */
export const MERGE_DRIVERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'merge.ka-view': { name: 'ka view: either side will do, it is rebuilt', driver: 'true' },
  'merge.ka-memory': { name: 'ka memory: by entry', driver: `ka memory merge %O %A %B >/dev/null 2>&1 || ${BY_LINE}` },
  'merge.ka-record': {
    name: 'ka record: by field',
    driver: `ka record merge %O %A %B %P 2>/dev/null || ${BY_LINE}`,
  },
};
