import { findEmbedder } from '../../models/embedder.ts';
import { fillVectors } from '../../records/vectors/fill.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  id?: string;
  anew?: boolean;
}

export default defineCommand<Input>({
  summary: 'make the vectors that chunks of evidence lack, for searches by meaning',
  description:
    'Sends the text of chunks, past the redaction gate, to the configured embedding model, 128 a request. Vectors are kept in .kaizen/local/cache, one file a model, by the hash of their text: a chunk that did not change is never sent again. KA_EMBED_BACKEND=transformers uses a model of this disk, if @huggingface/transformers stands beside ka.',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'one document (default: all evidence)' },
    anew: { type: 'boolean', description: 'drop what is kept of this model, and make it again' },
  },
  writes: true,
  examples: [
    { line: 'ka model embed', says: 'what is new of all evidence' },
    { line: 'ka record query evidence --hybrid stale cache', says: 'then finds by words and by meaning' },
  ],
  async run({ id, anew }, ctx) {
    const project = findProject(ctx);
    const embedder = findEmbedder(project, ctx);
    const { chunks, missing, length } = await fillVectors(project, ctx, embedder, { id, anew });
    const done = ctx.dryRun ? 'would embed' : 'embedded';
    return {
      data: { schema_version: 1, dry_run: ctx.dryRun, model: embedder.title, chunks, embedded: missing, length },
      text: `${done} ${missing} of ${chunks} chunks with ${embedder.title}`,
    };
  },
});
