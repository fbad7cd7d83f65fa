import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import claude from '../../src/harnesses/claude/transcripts.ts';
import { emptyTally } from '../../src/harnesses/transcripts.ts';
import { finishFolds, startFold, takeEvent } from '../../src/sessions/fold/events.ts';
import { readRun } from '../../src/sessions/runs/transcript.ts';
import { findReplays } from '../../src/sessions/sync/replays.ts';
import { CORPUS, factsBelow, hasCorpus } from './corpus.ts';
import { foldSources } from './fold-sources.ts';

const sources = hasCorpus ? claude.discover(join(CORPUS, 'claude-code')) : [];

describe.skipIf(!hasCorpus)('the Claude Code corpus', () => {
  const folded = sources.map((source) => ({ source, ...foldSources(claude, [source]) }));

  it('is one source for each session, with its subagents in whatever layout', () => {
    expect(sources.map(({ files }) => files.length).filter((count) => count > 1)).toEqual([2, 3, 3]);
    expect(sources.flatMap(({ files }) => files).length).toBe(19);
  });

  it.each(factsBelow('claude-code').filter(([path]) => !basename(path).startsWith('agent-')))('%s', (path, fact) => {
    const { sessions, tally } = folded.find(({ source }) => source.files[0]!.endsWith(path))!;
    const main = sessions.find(({ session }) => session === fact.session_id)!;
    const inline = sessions.filter(({ digest }) => digest.parent === main.digest.id);
    if (main.digest.source.files === 1) {
      // One file: its lines, calls and errors are those of the session and of subagents that stand inline.
      const sum = (name: 'tool_calls' | 'tool_errors'): number =>
        [main, ...inline].reduce((total, { digest }) => total + digest[name]!, 0);
      expect([tally.lines, sum('tool_calls'), sum('tool_errors')]).toEqual([
        fact.lines,
        fact.tool_calls,
        fact.tool_errors,
      ]);
    }
    expect([main.digest.started, main.digest.ended]).toEqual([fact.first_timestamp, fact.last_timestamp]);
    expect(main.digest.flags.includes('partial')).toBe((fact.messages_without_stop_reason as number) > 0);
  });

  const known = folded.flatMap(({ sessions }) => sessions.map(({ digest, replies }) => ({ ...digest, replies })));
  const replayed = findReplays(known);

  it.each(sources.map(({ files }) => files[0]!))('is read alike by hooks and by sync: %s', (path) => {
    const { sessions } = foldSources(claude, [sources.find(({ files }) => files[0] === path)!], { replayed });
    const { digest, models, printed } = sessions.find(({ digest }) => digest.parent === null)!;
    const hot = readRun(path);
    if (Object.keys(models).length === 0) {
      // Nothing but a copy: it counts nowhere here, and hooks leave no record of it.
      expect([models, digest.tool_calls]).toEqual([hot.models, hot.tool_calls]);
      return;
    }
    expect({
      models,
      tool_calls: digest.tool_calls,
      errors: Object.fromEntries(digest.tools.flatMap(({ name, errors }) => (errors ? [[name, errors]] : []))),
      working_ms: digest.working_ms,
      status: digest.status,
      branch: digest.git.branch,
      version: digest.harness_version,
      printed,
    }).toEqual({
      models: hot.models,
      tool_calls: hot.tool_calls,
      errors: hot.errors,
      working_ms: hot.working_ms,
      status: hot.status,
      branch: hot.branch,
      version: hot.harness_version,
      printed: hot.printed_ids,
    });
  });

  it('gives the same digest when every event comes twice', () => {
    for (const source of sources) {
      const [once, twice] = [startFold(), startFold()];
      for (const event of claude.read(source, emptyTally())) takeEvent(once, event);
      for (let round = 0; round < 2; round++)
        for (const event of claude.read(source, emptyTally())) takeEvent(twice, event);
      const options = { harness: 'claude' as const, source: { files: 1, lines: 1, bad_lines: 0, unknown: {} } };
      expect(finishFolds(twice, options)).toEqual(finishFolds(once, options));
    }
  });

  it('keeps no text and no absolute path', () => {
    for (const { sessions } of folded) {
      const lines = sessions.map(({ digest }) => JSON.stringify(digest)).join('\n');
      expect(lines).not.toMatch(/\/Users\/|\/home\/|[A-Z]:\\/);
      for (const { first_prompt } of sessions) {
        if (first_prompt && first_prompt.length > 20)
          expect(lines).not.toContain(JSON.stringify(first_prompt).slice(1, 21));
      }
    }
  });
});

it.skipIf(!hasCorpus)('a session file is never taken for another harness', () => {
  for (const [path] of [...factsBelow('codex'), ...factsBelow('copilot-cli'), ...factsBelow('gemini-cli')]) {
    expect(claude.recognise(path, readFileSync(join(CORPUS, path), 'latin1').slice(0, 4096))).toBe(false);
  }
});
