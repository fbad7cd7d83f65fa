import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'gemini',
  title: 'Gemini CLI',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
