import { resolve } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import type { Kind } from '../../records/contract.ts';
import { plainRecord } from '../../records/contract.ts';
import { writeBundle } from '../../records/export/bundle.ts';
import { writeExportFile } from '../../records/export/export-file.ts';
import { makeManifest } from '../../records/export/manifest.ts';
import { findKind, readKinds } from '../../records/kinds.ts';
import { readRecords } from '../../records/read.ts';
import { readConfig } from '../../store/config.ts';
import { findProject, type Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { defineCommand, type Output } from '../contract.ts';

interface Input {
  kind?: string;
  manifest?: boolean;
  bundle?: string;
}

/** Records as JSON Lines; what looks like a secret is left out. */
function asLines(project: Project, ctx: Ctx, kinds: readonly Kind[]): Output {
  const { allow } = readConfig(project, ctx).redaction;
  const read = kinds.map((kind) => readRecords(project, kind));
  const lines = read.flatMap(({ records }) =>
    records.map((record) => JSON.stringify(redactSecrets(plainRecord(record), allow).value)),
  );
  return { data: null, raw: true, text: lines.join('\n'), notes: read.flatMap(({ problems }) => problems) };
}

export default defineCommand<Input>({
  summary: 'print managed records as JSON Lines, a manifest of them, or bundle their files',
  description:
    'Private records are printed only where their kind is named. Of sources it writes .kaizen/sources.lock.json instead, which other programs can read. Records are JSON Lines, under --json too: one document a line, none where there is no record.',
  positional: ['kind'],
  input: {
    kind: { type: 'string', description: 'only records of this kind (ka record kinds)' },
    manifest: { type: 'boolean', description: 'instead: how many there are of each kind, and each file with its hash' },
    bundle: {
      type: 'string',
      description: 'copy all files of records, with the manifest, to a new folder, .tar, .tar.gz or .tgz',
      placeholder: 'path',
      complete: 'files',
    },
  },
  exclusive: [
    ['kind', 'manifest'],
    ['kind', 'bundle'],
    ['manifest', 'bundle'],
  ],
  writes: true,
  examples: [
    { line: 'ka record export task > tasks.jsonl', says: 'one record a line, oldest first' },
    { line: 'ka record export --manifest', says: 'what there is, with hashes' },
    { line: 'ka record export --bundle records.tar.gz', says: 'a copy to keep elsewhere' },
    { line: 'ka record export source', says: 'writes .kaizen/sources.lock.json' },
  ],
  run({ kind: name, manifest, bundle }, ctx) {
    const project = findProject(ctx);
    const would = ctx.dryRun ? 'would write' : 'wrote';
    if (manifest) {
      const data = makeManifest(project, ctx);
      const counts = data.kinds.filter(({ records }) => records > 0).map(({ kind, records }) => `${kind}: ${records}`);
      const files = data.files.map(({ path, sha256 }) => `${sha256}  ${path}`);
      return { data, text: [...counts, ...files, data.hash].join('\n') };
    }
    if (bundle !== undefined) {
      const { files, hash } = writeBundle(project, ctx, resolve(ctx.cwd, bundle));
      return {
        data: { schema_version: 1, path: resolve(ctx.cwd, bundle), files: files.length, hash, dry_run: ctx.dryRun },
        text: `${would} ${bundle}: ${files.length} files, ${hash}`,
      };
    }
    if (name === undefined) {
      const kinds = [...readKinds(project, ctx).values()];
      return asLines(
        project,
        ctx,
        kinds.filter((kind) => !kind.private),
      );
    }
    const kind = findKind(project, ctx, name);
    if (!kind.export_file) return asLines(project, ctx, [kind]);
    const file = writeExportFile(project, ctx, kind);
    return {
      data: { schema_version: 1, ...file, dry_run: ctx.dryRun },
      text: `${would} ${file.path}: ${file.count} of ${kind.kind}, ${file.hash}`,
    };
  },
});
