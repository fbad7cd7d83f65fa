import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'goose',
  title: 'Goose',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
