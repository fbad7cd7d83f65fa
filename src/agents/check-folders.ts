import type { Problem } from './check-file.ts';
import type { RawAgent } from './raw-files.ts';

/** Two files that define one name: the first folder wins, within a folder nobody knows. */
export function checkUnique(raws: readonly RawAgent[]): Problem[] {
  const first = new Map<string, RawAgent>();
  const problems: Problem[] = [];
  for (const raw of raws) {
    if (raw.mark || raw.data === null) continue;
    const other = first.get(raw.name.toLowerCase());
    if (!other) {
      first.set(raw.name.toLowerCase(), raw);
      continue;
    }
    const same = other.name === raw.name ? '' : ` as "${other.name}" (names are unique ignoring case)`;
    problems.push(
      other.folder === raw.folder
        ? { path: raw.path, code: 'name-twice', message: `"${raw.name}" is defined in ${other.path} too${same}` }
        : {
            path: raw.path,
            code: 'shadowed',
            message: `"${raw.name}" is shadowed: ${other.path} defines it${same} and comes first`,
          },
    );
  }
  return problems;
}

/** Exported files that are no longer what their source would give. */
export function checkExports(raws: readonly Pick<RawAgent, 'path' | 'hash' | 'mark'>[]): Problem[] {
  return raws.flatMap(({ path, mark }): Problem[] => {
    if (!mark) return [];
    const source = raws.find((raw) => raw.path === mark.source);
    const says = (code: string, message: string): Problem[] => [{ path, code, message }];
    if (!source) return says('export-orphan', `it was exported from ${mark.source}, which is gone`);
    if (mark.edited) return says('export-edited', `it was edited after its export; make the change in ${mark.source}`);
    if (source.hash === mark.sourceHash) return [];
    return says('export-stale', `it no longer fits ${mark.source}, which has changed since the export`);
  });
}
