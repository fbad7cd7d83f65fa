import { createHash } from 'node:crypto';
import type { Ctx } from '../../lib/context.ts';
import { type ManagedRecord, plainRecord } from '../../records/contract.ts';
import { findRun } from '../../records/generation/replay.ts';
import { findKind } from '../../records/kinds.ts';
import { readRecords } from '../../records/read.ts';
import { readBytes, resolveInside } from '../../store/files.ts';
import { findProject, type Project } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

const MOST_FILE = 512 * 1024 * 1024;

/** A file of a run as its artifact says, and whether it is that still; null: it is not there. */
function fileState(project: Project, { id, fields }: ManagedRecord) {
  const path = String(fields.file);
  const bytes = readBytes(resolveInside(project.root, path), MOST_FILE);
  const intact = bytes === null ? null : createHash('sha256').update(bytes).digest('hex') === fields.sha256;
  return { artifact: id, path, sha256: fields.sha256, bytes: fields.bytes, intact };
}

function filesOf(project: Project, ctx: Ctx, { fields }: ManagedRecord) {
  const ids = [fields.workflow, ...((fields.outputs as string[] | undefined) ?? [])];
  const artifacts = new Map(
    readRecords(project, findKind(project, ctx, 'artifact')).records.map((record) => [record.id, record]),
  );
  return ids.flatMap((id) => {
    const artifact = artifacts.get(String(id));
    return artifact ? [fileState(project, artifact)] : [];
  });
}

const WORDS = new Map<boolean | null, string>([
  [true, ''],
  [false, '  (changed since)'],
  [null, '  (not here)'],
]);

export default defineCommand<{ id: string }>({
  summary: 'show a run of a ComfyUI workflow with its files',
  positional: ['id'],
  required: ['id'],
  input: { id: { type: 'string', description: 'its id, or a beginning that no other has' } },
  tool: 'read',
  examples: [{ line: 'ka comfy inspect gen_2026', says: 'its fields, and whether its files are what they were' }],
  run({ id }, ctx) {
    const project = findProject(ctx);
    const run = findRun(project, ctx, id);
    const files = filesOf(project, ctx, run);
    const fields = Object.entries(run.fields).map(
      ([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return {
      data: { schema_version: 1, record: plainRecord(run), files },
      text: [
        `${run.id}  ${run.created ?? ''}`.trimEnd(),
        ...fields,
        ...files.map(({ path, bytes, intact }) => `  ${path}  ${String(bytes)} bytes${WORDS.get(intact)}`),
      ].join('\n'),
    };
  },
});
