import { prepareZstd } from '../../store/transcripts/zstd-lines.ts';
import type { Transcripts } from '../transcripts.ts';
import { KEEP } from './lines.ts';
import { isCompressed, isRollout, placesOf, sourcesBelow } from './places.ts';
import { readRollouts } from './rollout.ts';

/** Rollouts of the Codex CLI and of its desktop program, 0.47 to 0.145 seen. */
const transcripts: Transcripts = {
  name: 'codex',
  title: 'Codex',
  places: placesOf,
  discover: sourcesBelow,
  recognise: isRollout,
  prepare: async ({ files }) => {
    if (files.some(isCompressed)) await prepareZstd();
  },
  read: ({ files }, tally, lines) => readRollouts(files, tally, lines),
  ahead: ({ files }) => files.filter((path) => !isCompressed(path)).map((path) => ({ path, keep: KEEP })),
};
export default transcripts;
