import type { Digest } from './digests/digest.ts';
import { UNKNOWN } from './summarise.ts';

/** A remote is told by its slash (`nameRepository`). */
const remoteOf = ({ repo }: Digest): string | null => (repo?.includes('/') ? repo : null);

/** Also of a path of another system (`D:\work`). */
const partsOf = (folder: string): string[] => folder.split(/[/\\]/).filter((part) => part !== '');

/** As much of each folder's end as no other folder ends with, and nothing else is called; all of it, if that is not enough. */
function shortNames(folders: ReadonlySet<string>, taken: ReadonlySet<string>): Map<string, string> {
  const paths = [...folders].map((folder) => ({ folder, parts: partsOf(folder) }));
  const short = ({ folder, parts }: (typeof paths)[number]): string => {
    for (let n = 1; n <= parts.length; n++) {
      const name = parts.slice(-n).join('/');
      const same = paths.filter((other) => other.parts.slice(-n).join('/') === name);
      if (same.length === 1 && !taken.has(name)) return name;
    }
    return folder;
  };
  return new Map(paths.map((path) => [path.folder, short(path)]));
}

/**
 * Names the repositories of sessions, each with a name of its own: its remote, else as much of its folder's path as tells
 * it from the others. Where this machine knows neither, the name that the digest has.
 *
 * @param folderOf the top of a session's repository; null: unknown
 */
export function nameRepositories(
  digests: readonly Digest[],
  folderOf: (digest: Digest) => string | null,
): (digest: Digest) => string {
  const placed = digests.map((digest) => ({ digest, folder: folderOf(digest), remote: remoteOf(digest) }));
  // A repository got its remote later: its older sessions are of the same one.
  const remotes = new Map(placed.flatMap(({ folder, remote }) => (folder && remote ? [[folder, remote]] : [])));
  const folders = new Set<string>();
  const others = new Set<string>();
  const identities = new Map<string, string>();
  for (const { digest, folder, remote } of placed) {
    const known = remote ?? (folder === null ? null : remotes.get(folder));
    const identity = known ?? folder ?? digest.repo ?? UNKNOWN;
    (known || folder === null ? others : folders).add(identity);
    identities.set(digest.id, identity);
  }
  const names = shortNames(folders, others);
  return ({ id }) => names.get(identities.get(id)!) ?? identities.get(id)!;
}
