import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'openclaw',
  title: 'OpenClaw',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
