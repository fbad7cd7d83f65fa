import { readWorkflow } from '../../records/generation/workflow.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { answerRun, fromRoot, type RunInput, runInput } from './setup.ts';

export default defineCommand<RunInput & { path: string }>({
  summary: 'run a ComfyUI workflow, and record that it was run',
  description:
    'The workflow is a file of the project in API format. A generative-run with its hash, seed and models stands before anything is sent, and says how it ended. Its copy and what comes out are kept with their hashes, as artifacts. ComfyUI is asked on this machine only.',
  positional: ['path'],
  required: ['path'],
  input: { path: { type: 'string', description: 'the workflow', complete: 'files' }, ...runInput },
  writes: true,
  examples: [
    { line: 'ka comfy run flows/cover.json', says: 'waits for it, and keeps what it made' },
    { line: 'ka comfy run flows/cover.json --out docs/images --task t_2026', says: 'into a folder that is committed' },
    { line: 'ka comfy run flows/cover.json --dry-run', says: 'what would be sent, and sends nothing' },
  ],
  run({ path, ...input }, ctx) {
    const project = findProject(ctx);
    const source = fromRoot(project, ctx, path);
    return answerRun(project, ctx, input, { workflow: readWorkflow(project, source), source });
  },
});
