import { join } from 'node:path';
import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { listFolder, resolveInside, statFile } from '../../store/files.ts';
import { hashFile } from '../../store/hash-file.ts';
import type { Project } from '../../store/project.ts';
import type { Kind } from '../contract.ts';
import { hashText } from '../document.ts';
import { KINDS_FOLDER, readKinds } from '../kinds.ts';
import { readRecords, recordFiles } from '../read.ts';

/** What there is: counts by kind, and each file with its hash. The same files give the same manifest. */
export interface Manifest {
  schema_version: 1;
  kinds: { kind: string; version: number; store: 'doc' | 'log'; folder: string; records: number }[];
  files: { path: string; sha256: string; bytes: number }[];
  /** `sha256:` of the canonical JSON of the kinds and files. */
  hash: string;
}

/** The committed kinds. What is private is in no manifest. */
const shared = (project: Project, ctx: Ctx): Kind[] =>
  [...readKinds(project, ctx).values()].filter((kind) => !kind.private);

/** Paths of all files that hold records or declare kinds, sorted. */
export function filesOfRecords(project: Project, ctx: Ctx): string[] {
  const own = listFolder(resolveInside(project.root, KINDS_FOLDER)).filter((name) => name.endsWith('.yaml'));
  const paths = [
    ...own.map((name) => `${KINDS_FOLDER}/${name}`),
    ...shared(project, ctx).flatMap((kind) => namesOf(project, kind).map((name) => `${kind.folder}/${name}`)),
  ];
  return paths.filter((path) => statFile(resolveInside(project.root, path))?.isFile).sort();
}

const namesOf = (project: Project, kind: Kind): string[] =>
  kind.store === 'doc'
    ? recordFiles(project, kind)
    : listFolder(resolveInside(project.root, kind.folder)).filter((name) => name.endsWith('.jsonl'));

/** @throws KaError `bad-kind`, `outside-project` */
export function makeManifest(project: Project, ctx: Ctx): Manifest {
  const kinds = shared(project, ctx).map((kind) => ({
    kind: kind.kind,
    version: kind.version,
    store: kind.store,
    folder: kind.folder,
    records: readRecords(project, kind).records.length,
  }));
  const files = filesOfRecords(project, ctx).flatMap((path) => {
    const hash = hashFile(join(project.root, path));
    return hash ? [{ path, ...hash }] : [];
  });
  return { schema_version: 1, kinds, files, hash: hashText(canonicalJson({ kinds, files })) };
}
