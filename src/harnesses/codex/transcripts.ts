import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'codex',
  title: 'Codex',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
