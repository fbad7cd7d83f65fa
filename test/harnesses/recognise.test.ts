import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TRANSCRIPTS } from '../../src/harnesses/index.ts';
import { HARNESSES, type HarnessName } from '../../src/harnesses/transcripts.ts';
import { scratch } from '../repo.ts';
import { CORPUS, hasCorpus } from './corpus.ts';

const FOLDERS: Record<HarnessName, string> = {
  claude: 'claude-code',
  codex: 'codex',
  cursor: 'cursor',
  goose: 'goose',
  openclaw: 'openclaw',
  opencode: 'opencode',
  copilot: 'copilot-cli',
  'copilot-vscode': 'copilot-vscode',
  gemini: 'gemini-cli',
};

/** Parts, traces and indexes of sessions: no sessions themselves. */
const BESIDE =
  /^openclaw\/.*(\.trajectory\.jsonl|sessions\.json)$|^opencode\/storage\/(project|session_diff|message|part)\//;

describe.skipIf(!hasCorpus).each(HARNESSES)('%s among the files of all tools', async (name) => {
  const { default: transcripts } = await TRANSCRIPTS[name]();
  const own = `${FOLDERS[name]}/`;
  const files = hasCorpus ? (readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }) as string[]) : [];

  test('recognises its own files and no other', () => {
    const transcriptsOf = files.filter((file) => /\.(jsonl?|traj|db)$/.test(file) && file !== 'facts.json');
    expect(transcriptsOf.length).toBeGreaterThan(50);
    const recognised = transcriptsOf.filter((file) =>
      transcripts.recognise(join(CORPUS, file), readFileSync(join(CORPUS, file), 'latin1').slice(0, 4096)),
    );
    expect(recognised).toEqual(transcriptsOf.filter((file) => file.startsWith(own) && !BESIDE.test(file)));
  });

  test('finds its own sources and no other', () => {
    const found = transcripts.discover(CORPUS).flatMap((source) => source.files);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((file) => !file.startsWith(join(CORPUS, own)))).toEqual([]);
  });
});

/** Where these tools, and those beside them, keep what nobody else may read. */
const SECRET = [
  '.claude/.credentials.json',
  '.claude.json',
  '.codex/auth.json',
  '.copilot/config.json',
  '.config/github-copilot/apps.json',
  '.config/goose/secrets.yaml',
  '.cursor/auth.json',
  '.gemini/oauth_creds.json',
  '.gemini/google_accounts.json',
  '.local/share/opencode/auth.json',
  '.local/share/opencode/mcp-auth.json',
  '.openclaw/credentials/oauth.json',
  '.openclaw/agents/main/agent/auth-profiles.json',
];

test.each(HARNESSES)('%s takes no file with credentials for a source, looked for or named', async (name) => {
  const { default: transcripts } = await TRANSCRIPTS[name]();
  const home = scratch();
  // With ids and types in them such as a transcript has.
  const content = '{"type":"session","id":"ses_1","sessionId":"s","info":{"id":"ses_1"},"access_token":"k"}\n';
  for (const path of SECRET) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  const places = transcripts.places({ env: {}, home, platform: 'linux' });
  expect(places.length).toBeGreaterThan(0);
  const found = [home, ...places, ...SECRET.map((path) => join(home, path))].flatMap((path) =>
    transcripts.discover(path),
  );
  expect(found).toEqual([]);
});
