import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'copilot',
  title: 'Copilot CLI',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
