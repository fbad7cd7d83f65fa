import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'claude',
  title: 'Claude Code',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
