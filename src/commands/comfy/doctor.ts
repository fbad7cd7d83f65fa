import { approve } from '../../models/approval.ts';
import { type Comfy, comfyAt, systemStats } from '../../models/comfyui.ts';
import { briefly, look } from '../../models/reach.ts';
import { unfinishedNotes, unfinishedRuns } from '../../records/generation/run-record.ts';
import { readConfig } from '../../store/config.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { endpointInput } from './setup.ts';

interface Input {
  endpoint?: string;
  trust?: boolean;
}

export default defineCommand<Input>({
  summary: 'see whether ComfyUI answers',
  description: 'Asks GET /system_stats; what does not answer is said, never an error.',
  input: {
    endpoint: endpointInput,
    trust: { type: 'boolean', description: 'approve the address that .kaizen/config.yaml names, in this clone' },
  },
  examples: [{ line: 'ka comfy doctor', says: 'its address, its version, and runs that were never finished' }],
  async run({ endpoint, trust }, ctx) {
    const project = findProject(ctx);
    const settle = (): Comfy => {
      const comfy = comfyAt(ctx, readConfig(project, ctx), endpoint);
      if (trust) approve(project, comfy);
      return comfy;
    };
    const { state, says, found, backend } = await look(project, settle, (comfy) => systemStats(comfy, briefly(ctx)));
    const { comfyui_version } = (found?.system ?? {}) as { comfyui_version?: unknown };
    const version = typeof comfyui_version === 'string' ? comfyui_version.slice(0, 40) : null;
    const unfinished = unfinishedRuns(project, ctx, 'comfyui');
    const where = backend ? ` at ${backend.base}` : '';
    return {
      data: {
        schema_version: 1,
        state,
        endpoint: backend?.base ?? null,
        version,
        says,
        unfinished: unfinished.map(({ id }) => id),
      },
      text: `ComfyUI${version ? ` ${version}` : ''}${where}: ${state}${says ? ` (${says})` : ''}`,
      notes: unfinishedNotes(unfinished),
    };
  },
});
