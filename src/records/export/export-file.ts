import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { readConfig } from '../../store/config.ts';
import { replaceFile, resolveInside } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import type { Kind } from '../contract.ts';
import { hashText } from '../document.ts';
import { readRecords } from '../read.ts';

/** A file that a kind has for other programs, such as `.kaizen/sources.lock.json`. */
export interface ExportedFile {
  path: string;
  count: number;
  /** `sha256:…` of the file. */
  hash: string;
}

/**
 * Writes the file of a kind that declares one (`export_file`): its records by the fields that it names, sorted, and nothing
 * else, so that the same records give the same bytes.
 */
export function writeExportFile(project: Project, ctx: Ctx, kind: Kind): ExportedFile {
  const { path, list, sort_by: by, fields } = kind.export_file!;
  const { allow } = readConfig(project, ctx).redaction;
  const rows = readRecords(project, kind)
    .records.map((record) => ({
      key: `${String(record.fields[by] ?? '')}\n${record.id}`,
      row: Object.fromEntries(fields.map((name) => [name, record.fields[name] ?? null])),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => redactSecrets(row, allow).value);
  const text = `${JSON.stringify({ [list]: rows }, null, 2)}\n`;
  const place = resolveInside(project.root, path);
  if (!ctx.dryRun) {
    hideLocal(project);
    replaceFile(place, text, join(project.local, 'tmp'));
  }
  return { path, count: rows.length, hash: hashText(text) };
}
