import type { HarnessName, Transcripts } from './transcripts.ts';

/** Readers of each harness's transcripts, loaded when asked for. */
export const TRANSCRIPTS: Readonly<Record<HarnessName, () => Promise<{ default: Transcripts }>>> = {
  claude: () => import('./claude/transcripts.ts'),
  codex: () => import('./codex/transcripts.ts'),
  cursor: () => import('./cursor/transcripts.ts'),
  goose: () => import('./goose/transcripts.ts'),
  openclaw: () => import('./openclaw/transcripts.ts'),
  opencode: () => import('./opencode/transcripts.ts'),
  copilot: () => import('./copilot/transcripts.ts'),
  'copilot-vscode': () => import('./copilot-vscode/transcripts.ts'),
  gemini: () => import('./gemini/transcripts.ts'),
};
