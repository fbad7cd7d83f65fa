import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import codex from '../../src/harnesses/codex/transcripts.ts';
import copilot from '../../src/harnesses/copilot/transcripts.ts';
import vscode from '../../src/harnesses/copilot-vscode/transcripts.ts';
import { CORPUS, hasCorpus } from './corpus.ts';

const FOLDERS = { codex: 'codex', copilot: 'copilot-cli', 'copilot-vscode': 'copilot-vscode' } as const;

describe.skipIf(!hasCorpus).each([codex, copilot, vscode])('$name among the files of all tools', (transcripts) => {
  const own = `${FOLDERS[transcripts.name as keyof typeof FOLDERS]}/`;
  const files = hasCorpus ? (readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }) as string[]) : [];

  test('recognises its own files and no other', () => {
    const transcriptsOf = files.filter((file) => /\.(jsonl?|traj|db)$/.test(file) && file !== 'facts.json');
    expect(transcriptsOf.length).toBeGreaterThan(50);
    const recognised = transcriptsOf.filter((file) =>
      transcripts.recognise(join(CORPUS, file), readFileSync(join(CORPUS, file), 'latin1').slice(0, 4096)),
    );
    expect(recognised).toEqual(transcriptsOf.filter((file) => file.startsWith(own)));
  });

  test('finds its own sources and no other', () => {
    const found = transcripts.discover(CORPUS).flatMap((source) => source.files);
    expect(found.length).toBeGreaterThan(1);
    expect(found.filter((file) => !file.startsWith(join(CORPUS, own)))).toEqual([]);
  });
});
