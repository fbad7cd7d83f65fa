/** `.kaizen/.gitignore`. In team mode views are not committed, so that parallel pull requests never conflict. */
export const ignoreLines = (team: boolean): string[] =>
  team ? ['local/', 'summary.json', 'analysis.json', 'retro/'] : ['local/'];

/**
 * `.kaizen/.gitattributes`; names without a slash hold in every folder below. Logs keep both sides of a merge (they
 * are append-only and fold by id); views take either side, for they are rebuilt.
 */
export const ATTRIBUTE_LINES: readonly string[] = [
  '*.jsonl text eol=lf merge=union',
  'summary.json text eol=lf merge=ka-view',
  'analysis.json text eol=lf merge=ka-view',
  'retro/*.md text eol=lf merge=ka-view',
];

/** The driver that the attributes name. `true` leaves our side as it is; the next command rebuilds the view. */
export const MERGE_DRIVER = { name: 'ka view: either side will do, it is rebuilt', driver: 'true' } as const;
