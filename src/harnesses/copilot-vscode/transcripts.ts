import type { Transcripts } from '../transcripts.ts';

const transcripts: Transcripts = {
  name: 'copilot-vscode',
  title: 'Copilot in VS Code',
  places: () => [],
  discover: () => [],
  recognise: () => false,
  read: () => [],
};
export default transcripts;
