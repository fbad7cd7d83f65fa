import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'opencode',
  title: 'OpenCode',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
