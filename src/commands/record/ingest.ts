import { plainRecord } from '../../records/contract.ts';
import { type IngestOptions, ingestFile } from '../../records/evidence/ingest.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input extends IngestOptions {
  path: string;
}

export default defineCommand<Input>({
  summary: 'take a file in as evidence: its text in chunks, and a lock of its source',
  description:
    'Takes text, Markdown, HTML and PDF, at most 25 MiB and 500 pages. The same bytes from the same place are one document. Nothing is fetched, and nothing in the file is run.',
  positional: ['path'],
  required: ['path'],
  input: {
    path: { type: 'string', description: 'the file', complete: 'files' },
    allowExternal: { type: 'boolean', description: 'it may lie outside of the project; only its name is kept' },
    redact: { type: 'boolean', description: 'replace what looks like a secret, instead of refusing the file' },
    title: { type: 'string', description: 'default: its own title, else its name', placeholder: 'text' },
    summary: { type: 'string', description: 'what it is, in a sentence or two', placeholder: 'text' },
    sourceId: { type: 'string', description: 'your name for the source (default: its path)', placeholder: 'name' },
    authorityTier: {
      type: 'string',
      enum: ['normative', 'official_docs', 'implementation', 'design_guidance'],
      default: 'implementation',
      description: 'how much its word weighs',
      placeholder: 'tier',
    },
    versionOrCommit: { type: 'string', description: 'which version (default: its hash)', placeholder: 'version' },
    license: { type: 'string', description: 'under which licence', placeholder: 'name' },
    supersedes: { type: 'string', description: 'the lock of the version before', placeholder: 'id' },
    task: { type: 'string', description: 'the task that it is for', placeholder: 'id' },
    by: { type: 'string', description: 'who takes it in (default: as in ka record add)', placeholder: 'name' },
  },
  writes: true,
  examples: [
    {
      line: 'ka record ingest docs/rfc8785.md --source-id rfc-8785 --authority-tier normative',
      says: 'a file of the project',
    },
    { line: 'ka record ingest ~/notes.txt --allow-external --redact', says: 'from elsewhere, without its secrets' },
  ],
  async run({ path, ...options }, ctx) {
    const project = findProject(ctx);
    const { status, record, source, chunks, warnings } = await ingestFile(project, ctx, path, options);
    const { body: _, ...shown } = plainRecord(record);
    const done = status === 'unchanged' ? 'there already' : ctx.dryRun ? 'would take in' : 'taken in';
    const replaced = record.fields.redacted ? `, ${[record.fields.redacted].flat().join(', ')} replaced` : '';
    return {
      data: { schema_version: 1, status, id: record.id, source, chunks, record: shown, warnings },
      text: `${done}: ${record.id} (${chunks} ${chunks === 1 ? 'chunk' : 'chunks'}${replaced}), source ${source ?? '-'}`,
      notes: warnings,
    };
  },
});
