import type { HarnessName } from './transcripts.ts';

/** The coding tools by the names of their programs. */
const PROGRAMS: Readonly<Record<string, HarnessName>> = {
  claude: 'claude',
  codex: 'codex',
  'cursor-agent': 'cursor',
  goose: 'goose',
  openclaw: 'openclaw',
  opencode: 'opencode',
  copilot: 'copilot',
  gemini: 'gemini',
};

/** The tool that a command line starts, as its first word says; null for another program (a script, `npx`). */
export function harnessOf(words: readonly string[]): HarnessName | null {
  const name = (words[0] ?? '').replace(/^.*[/\\]/, '').replace(/\.(cmd|exe|ps1)$/i, '');
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name]! : null;
}
