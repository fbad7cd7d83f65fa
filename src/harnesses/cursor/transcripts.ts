import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'cursor',
  title: 'Cursor',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
