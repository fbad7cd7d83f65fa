import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent, UsageTokens } from '../../src/harnesses/session-event.ts';
import type { PriceTable } from '../../src/models/prices.ts';
import { type FoldOptions, finishFolds, startFold, takeEvent } from '../../src/sessions/fold/events.ts';
import { commandSignature } from '../../src/sessions/fold/signature.ts';
import { findReplays } from '../../src/sessions/sync/replays.ts';

const T0 = Date.UTC(2026, 10, 21, 10);
const at = (seconds: number): number => T0 + seconds * 1000;
const tokens = (more: Partial<UsageTokens> = {}): UsageTokens => ({
  input: 100,
  output: 10,
  reasoning: null,
  cache_read: 1000,
  cache_write: null,
  cache_write_1h: null,
  ...more,
});
const S = 's1';
const prompt = (id: string, s: number, text = 'go'): SessionEvent => ({
  kind: 'prompt',
  session: S,
  at: at(s),
  id,
  human: true,
  text,
});
const reply = (id: string, s: number, more: Partial<UsageTokens> = {}, usage: object = {}): SessionEvent[] => [
  { kind: 'reply', session: S, at: at(s), id },
  { kind: 'usage', session: S, at: at(s), id, model: 'good-1', tokens: tokens(more), cost_usd: null, ...usage },
];
const call = (id: string, s: number, reply: string | null = null, more: object = {}): SessionEvent => ({
  kind: 'call',
  session: S,
  at: at(s),
  id,
  reply,
  tool: 'Read',
  ...more,
});
const result = (id: string, s: number, more: object = {}): SessionEvent => ({
  kind: 'result',
  session: S,
  at: at(s),
  id,
  error: false,
  ...more,
});
const mark = (
  id: string,
  s: number,
  what: 'compaction' | 'interrupt' | 'api-error' | 'stop' | 'limit',
  more = {},
): SessionEvent => ({ kind: 'mark', session: S, at: at(s), id, what, ...more });
const fact = (more: object): SessionEvent => ({ kind: 'session', session: S, at: at(0), ...more });

const prices: PriceTable = {
  date: '2026-09-23',
  models: { '=good-1': 0 },
  // Nano-dollars a token; dearer above 200,000 tokens of context.
  bands: [[['2025-01-01', [1000, 2000, 100, null, null], [[200_000, [2000, 4000, 200, null, null]]]]]],
};
const finish = (events: readonly SessionEvent[], options: Partial<FoldOptions> = {}) => {
  const fold = startFold();
  for (const event of events) takeEvent(fold, event);
  return finishFolds(fold, {
    harness: 'claude',
    source: { files: 1, lines: 1, bad_lines: 0, unknown: {} },
    prices,
    ...options,
  });
};
const digestOf = (events: readonly SessionEvent[], options: Partial<FoldOptions> = {}) =>
  finish(events, options)[0]!.digest;

describe('tokens and cost', () => {
  it('a class that nothing records is null, a session without any usage has no tokens', () => {
    const { tokens: sum } = digestOf([prompt('p', 1), ...reply('r1', 2), ...reply('r2', 3, { reasoning: 4 })]);
    expect(sum).toEqual({
      input: 200,
      output: 20,
      reasoning: 4,
      cache_read: 2000,
      cache_write: null,
      cache_write_1h: null,
    });
    const none = digestOf([prompt('p', 1), { kind: 'reply', session: S, at: at(2), id: 'r1' }]);
    expect([none.tokens, none.cost_usd, none.flags]).toEqual([null, null, []]);
  });

  it('are priced by the table, requests with a long context by its dearer band', () => {
    const { models, cost_usd } = digestOf([
      prompt('p', 1),
      ...reply('r1', 2),
      ...reply('r2', 3, { cache_read: 300_000 }),
    ]);
    // (100 in, 10 out, 1,000 read) and, twice as dear, (100, 10, 300,000).
    expect(cost_usd).toBe((100_000 + 20_000 + 100_000 + 200_000 + 40_000 + 60_000_000) / 1e9);
    expect(models[0]).toMatchObject({ model: 'good-1', price: 'table:2026-09-23' });
  });

  it('a stretch of several requests is never taken for one with a long context', () => {
    const usage = {
      kind: 'usage',
      session: S,
      at: at(2),
      id: 'all',
      model: 'good-1',
      tokens: tokens({ cache_read: 300_000 }),
      cost_usd: null,
    } as const;
    expect(digestOf([prompt('p', 1), usage]).cost_usd).toBe((100_000 + 20_000 + 30_000_000) / 1e9);
  });

  it('what the harness reports wins over the table', () => {
    const { models, cost_usd } = digestOf([
      prompt('p', 1),
      ...reply('r1', 2, {}, { cost_usd: 0.5 }),
      ...reply('r2', 3, {}, { cost_usd: 0.25 }),
    ]);
    expect([cost_usd, models[0]!.price]).toEqual([0.75, 'reported']);
  });

  it('one unknown model makes the whole cost unknown, its tokens count and it is named', () => {
    const digest = digestOf([prompt('p', 1), ...reply('r1', 2), ...reply('r2', 3, {}, { model: 'new-9' })]);
    expect([digest.cost_usd, digest.flags, digest.tokens?.input]).toEqual([null, ['unpriced'], 200]);
    expect(digest.models.map(({ model, price }) => [model, price])).toEqual([
      ['good-1', 'table:2026-09-23'],
      ['new-9', 'unpriced'],
    ]);
  });

  it('of several snapshots the largest of each class counts, and the last says whether it is cut', () => {
    const grown = [
      prompt('p', 1),
      ...reply('r1', 2, { output: 3 }, { cut: true }),
      ...reply('r1', 3, { output: 30, input: 90 }, { cut: false }),
    ];
    const digest = digestOf(grown);
    expect([digest.tokens?.output, digest.tokens?.input, digest.flags, digest.assistant_messages]).toEqual([
      30,
      100,
      [],
      1,
    ]);
    expect(digestOf(grown.slice(0, 3)).flags).toEqual(['partial']);
  });
});

describe('turns', () => {
  it('working time is from each prompt to its last reply, without the idle time between turns', () => {
    const digest = digestOf([
      prompt('p1', 0),
      ...reply('r1', 5),
      call('c1', 8, 'r1'),
      result('c1', 60),
      prompt('p2', 100, 'on'),
      ...reply('r2', 107),
      prompt('p3', 200, 'queued'),
    ]);
    expect([digest.working_ms, digest.duration_ms, digest.turns, digest.user_messages]).toEqual([
      15_000, 200_000, 2, 3,
    ]);
  });

  it('files tell in which turns they were touched, what was read again unchanged, and the calls of these turns', () => {
    const read = { files: [{ path: '/w/a.ts', as: 'read' }] };
    const edit = { files: [{ path: 'a.ts', as: 'edit' }] };
    const digest = digestOf([
      fact({ cwd: '/w' }),
      prompt('p1', 0),
      call('c1', 1, 'r', read),
      result('c1', 2),
      call('c2', 3, 'r', edit),
      result('c2', 4),
      call('c3', 5, 'r', read),
      result('c3', 6),
      prompt('p2', 10),
      call('c4', 11, 'r2', read),
      result('c4', 12),
      call('c5', 13, 'r2', { files: [{ path: '/w/../etc/x', as: 'read' }] }),
      result('c5', 14),
      call('c6', 15, 'r2', { files: [{ path: '/w/never.ts', as: 'edit' }] }),
    ]);
    expect(digest.files).toEqual([{ path: 'a.ts', reads: 3, edits: 1, rereads: 1, turns: [1, 2], fan_out: 6 }]);
    expect(digest.outside).toEqual({ reads: 1, edits: 0 });
  });

  it('are read again only where the same part is', () => {
    const part = (lines?: [number, number]) => ({ files: [{ path: '/w/a.ts', as: 'read', ...(lines && { lines }) }] });
    const reads = [part([1, 200]), part([200, 400]), part([10, 190]), part(), part([300, 320]), part()];
    const events = reads.flatMap((one, at) => [call(`c${at}`, 2 * at + 1, 'r', one), result(`c${at}`, 2 * at + 2)]);
    const digest = digestOf([fact({ cwd: '/w' }), prompt('p', 0), ...events]);
    // The third, which is within the first; the fifth and the sixth, after the whole file was read.
    expect(digest.files[0]).toMatchObject({ reads: 6, rereads: 3 });
  });

  it('are relative to the repository, also for Windows, and a folder above counts as its root', () => {
    const files = [{ path: 'd:\\Work\\Shop\\src\\a.ts', as: 'edit' }];
    const events = [
      fact({ cwd: 'D:\\Work\\Shop\\src' }),
      prompt('p', 0),
      call('c', 1, null, { files }),
      result('c', 2),
    ];
    expect(digestOf(events, { rootOf: () => 'D:\\Work\\Shop' }).files[0]!.path).toBe('src/a.ts');
    expect(digestOf(events).files[0]!.path).toBe('a.ts');
  });

  it('corrections are keyed hashes of what a person says against the agent’s work', () => {
    const events = [
      prompt('p1', 0, 'no tests please'),
      ...reply('r1', 1),
      prompt('p2', 2, "No, that's wrong!"),
      ...reply('r2', 3),
      prompt('p3', 4, "no  that's WRONG"),
      prompt('p4', 5, 'now the next task'),
    ];
    const found = digestOf(events, { correctionKey: 'k1' }).corrections;
    expect([found.length, found[0] === found[1], /^[0-9a-f]{16}$/.test(found[0]!)]).toEqual([2, true, true]);
    expect(digestOf(events, { correctionKey: 'k2' }).corrections[0]).not.toBe(found[0]);
    expect(digestOf(events).corrections).toEqual([]);
  });
});

describe('status', () => {
  it.each<[string, SessionEvent[]]>([
    ['open', [prompt('p', 1)]],
    ['ended', [prompt('p', 1), ...reply('r', 2)]],
    ['open', [prompt('p', 1), ...reply('r', 2), call('c', 2, 'r'), result('c', 3)]],
    ['ended', [prompt('p', 1), ...reply('r', 2), call('c', 2, 'r'), result('c', 3), mark('m', 4, 'stop')]],
    ['failed', [prompt('p', 1), ...reply('r', 2), mark('m', 3, 'api-error'), mark('n', 4, 'stop')]],
    ['aborted', [prompt('p', 1), ...reply('r', 2), call('c', 2, 'r'), mark('m', 3, 'interrupt')]],
    ['ended', [prompt('p', 1), mark('m', 3, 'interrupt'), prompt('q', 4), ...reply('r', 5)]],
    ['failed', [fact({ status: 'failed' }), prompt('p', 1)]],
    ['ended', [fact({ status: 'failed' }), prompt('p', 1), ...reply('r', 2)]],
  ])('%s', (status, events) => expect(digestOf(events).status).toBe(status));
});

describe('what the harness does not tell is unknown', () => {
  it.each<[stops: number | null, why: string, events: SessionEvent[]]>([
    [1, 'it says so', [prompt('p', 1), ...reply('r', 2), mark('m', 2, 'stop')]],
    [0, 'the turn has not ended', [prompt('p', 1), ...reply('r', 2), call('c', 2, 'r')]],
    [0, 'a person ended it', [prompt('p', 1), ...reply('r', 2), mark('m', 3, 'interrupt')]],
    [0, 'a limit ended it', [prompt('p', 1), ...reply('r', 2), mark('m', 2, 'limit')]],
    [0, 'nothing was said', [prompt('p', 1)]],
    [null, 'it ended, and nothing says how', [prompt('p', 1), ...reply('r', 2)]],
    [
      null,
      'the first turn did',
      [prompt('p', 1), ...reply('r', 2), prompt('q', 3), ...reply('s', 4), call('c', 4, 's')],
    ],
  ])('turns that the agent ended: %j, for %s', (stops, _, events) => expect(digestOf(events).stops).toBe(stops));

  it('times, durations, errors', () => {
    const events = [prompt('p', 0), ...reply('r', 0), call('c', 0, 'r'), result('c', 0, { error: null })].map(
      (event) => ({ ...event, at: null }),
    );
    const digest = digestOf(events);
    expect(digest).toMatchObject({
      started: null,
      ended: null,
      duration_ms: null,
      working_ms: null,
      tool_calls: 1,
      tool_errors: null,
    });
    expect(digest.tools).toEqual([{ name: 'Read', calls: 1, errors: null, p50_ms: null, p95_ms: null }]);
  });

  it('the share of the context window, where its size is not noted', () => {
    expect(digestOf([prompt('p', 1), ...reply('r', 2)])).toMatchObject({ context_peak: null, context_tokens: 1100 });
    expect(digestOf([prompt('p', 1), ...reply('r', 2, {}, { window: 2000 })]).context_peak).toBe(0.55);
  });

  it('an id that is unique in one place only gets a hash of start and first prompt', () => {
    const local = [fact({ local_id: true }), prompt('p', 1)];
    const [a, b] = [digestOf(local), digestOf([fact({ local_id: true }), prompt('p', 1, 'other')])];
    expect(a.id).toMatch(/^claude:s1~[0-9a-f]{8}$/);
    expect([a.session_id, a.id === b.id]).toEqual([a.id.slice('claude:'.length), false]);
  });
});

/** Conversations of up to 30 events, with distinct times. */
const conversation: fc.Arbitrary<SessionEvent[]> = fc
  .array(fc.record({ kind: fc.nat(6), of: fc.nat(4), n: fc.nat(500), error: fc.boolean() }), { maxLength: 30 })
  .map((items) =>
    items.flatMap(({ kind, of, n, error }, s): SessionEvent[] => {
      if (kind === 0) return [prompt(`p${s}`, s, error ? 'no, wrong' : 'go')];
      if (kind === 1) return reply(`r${of}`, s, { output: n });
      if (kind === 2)
        return [call(`c${of}`, s, `r${of}`, { files: [{ path: `/w/${of}.ts`, as: error ? 'edit' : 'read' }] })];
      if (kind === 3) return [result(`c${of}`, s, { error })];
      if (kind === 4) return [mark(`m${s}`, s, error ? 'api-error' : 'compaction', { context: n })];
      if (kind === 5) return [{ kind: 'seen', session: S, at: at(s), what: 'rule', name: `/w/${of}.md` }];
      return [fact({ cwd: '/w', flags: ['x'] })];
    }),
  );

describe('events', () => {
  it('taken twice, each or all, change nothing', () => {
    fc.assert(
      fc.property(conversation, (events) => {
        const once = finish(events, { correctionKey: 'k' });
        expect(finish([...events, ...events], { correctionKey: 'k' })).toEqual(once);
        expect(
          finish(
            events.flatMap((event) => [event, event]),
            { correctionKey: 'k' },
          ),
        ).toEqual(once);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('in any order give the same, as long as they have times', () => {
    fc.assert(
      fc.property(conversation, fc.infiniteStream(fc.nat()), (events, dice) => {
        // A call that changes under one id is another call: the first one read is kept.
        const seen = new Set<string>();
        const own = events.filter((event) => {
          const key =
            'id' in event && (event.kind === 'call' || event.kind === 'result') ? `${event.kind} ${event.id}` : null;
          if (key === null) return true;
          const first = !seen.has(key);
          seen.add(key);
          return first;
        });
        const order = own.map((event) => ({ event, die: dice.next().value as number })).sort((a, b) => a.die - b.die);
        expect(finish(order.map(({ event }) => event))).toEqual(finish(own));
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('add up: tools to calls, models to tokens', () => {
    fc.assert(
      fc.property(conversation, (events) => {
        for (const { digest } of finish(events)) {
          expect(digest.tools.reduce((total, { calls }) => total + calls, 0)).toBe(digest.tool_calls);
          expect(digest.models.reduce((total, { tokens }) => total + (tokens.output ?? 0), 0)).toBe(
            digest.tokens?.output ?? 0,
          );
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('the line', () => {
  it('stays below 64 KB: lists are cut from their least telling end, and it says so', () => {
    const many = Array.from({ length: 3000 }, (_, n) => [
      call(`c${n}`, n, `r${n}`, {
        files: [{ path: `/w/${'deep/'.repeat(10)}${n}.ts`, as: n < 5 ? 'edit' : 'read' }],
        tool: `T${n % 700}`,
      }),
      result(`c${n}`, n),
    ]).flat();
    const digest = digestOf([fact({ cwd: '/w' }), prompt('p', 0), ...many]);
    expect(Buffer.byteLength(JSON.stringify(digest))).toBeLessThan(57_344);
    expect([digest.flags, digest.tool_calls, digest.tools.length]).toEqual([['cut'], 3000, 700]);
    expect(digest.files.filter(({ edits }) => edits > 0).length).toBe(5);
    expect(digestOf([prompt('p', 0)]).flags).toEqual([]);
  });

  it('holds no text, whatever a transcript puts where a name should be', () => {
    const text = 'the password of /home/dev is hunter two';
    const line = JSON.stringify(
      finish([
        fact({
          agent: text,
          harness_version: text,
          branch: text,
          commit: text,
          repository: text,
          flags: [text],
          cwd: '/home/dev/x',
        }),
        prompt('p', 0, text),
        ...reply('r', 1, {}, { model: text }),
        call('c', 2, 'r', {
          tool: text,
          command: text,
          skill: text,
          starts: text,
          files: [{ path: `/home/dev/y/${text}`, as: 'read' }],
        }),
        result('c', 3),
        { kind: 'seen', session: S, at: at(4), what: 'rule', name: `/home/dev/${text}` },
      ])[0]!.digest,
    );
    expect(line).not.toMatch(/password of|hunter two|\/home/);
  });
});

describe('a command’s signature', () => {
  it.each([
    ['npm test -- --reporter json', 'npm test'],
    ['cd /srv/app && FOO=1 npm run build | tail -5', 'npm run'],
    ['sudo -u x ls', null],
    ['sudo apt-get install secret', 'apt-get install'],
    ['timeout 60 /usr/local/bin/cargo test', 'cargo test'],
    ['git -C /srv/x status', 'git'],
    ['echo hunter2', 'echo'],
    ['grep -r password .', 'grep'],
    ['./scripts/run.sh now', 'run.sh'],
    ['"$CMD" hunter2\nhunter2', null],
    ['# a remark\nls', 'ls'],
    ['docker p@ssword', 'docker'],
    ['', null],
  ])('%s', (line, expected) => expect(commandSignature(line)).toBe(expected));
});

describe('replies that stand in several sessions', () => {
  const long = (n: number): string => `msg_0123456789abcdef${n}`;
  const session = (id: string, from: number, replies: string[]): SessionEvent[] =>
    replies
      .flatMap((reply_, n) => [
        prompt(`p${from + n}`, from + n),
        ...reply(reply_, from + n),
        call(`c-${reply_}`, from + n, reply_),
        result(`c-${reply_}`, from + n, { error: true }),
      ])
      .map((event) => ({ ...event, session: id }));
  const both = [...session('a', 0, [long(0), long(1)]), ...session('b', 0, [long(0), long(1), long(2)])];
  const read = (events: SessionEvent[]) => {
    const first = finish(events);
    const replayed = findReplays(first.map(({ digest, replies }) => ({ ...digest, replies })));
    return finish(events, { replayed }).map(({ digest }) => digest);
  };

  it('count for the earliest, ties by id; the others carry them apart, and own with replayed is everything', () => {
    const [a, b] = read(both);
    expect([a!.tokens?.input, a!.replayed.tokens.input, a!.turns]).toEqual([200, null, 2]);
    expect([b!.tokens?.input, b!.replayed]).toEqual([
      100,
      { tokens: tokens({ input: 200, output: 20, cache_read: 2000 }), tool_calls: 2, tool_errors: 2, replies: 2 },
    ]);
    expect([b!.turns, b!.user_messages, b!.tool_calls, b!.tool_errors, b!.assistant_messages]).toEqual([1, 1, 1, 1, 1]);
    expect(b!.tools).toMatchObject([{ calls: 1, errors: 1 }]);
  });

  it('also where nothing is left: known to be zero', () => {
    const [, b] = read([...session('a', 0, [long(0)]), ...session('b', 0, [long(0)])]);
    expect([b!.tokens?.input, b!.cost_usd, b!.working_ms, b!.models]).toEqual([0, 0, 0, []]);
  });

  it('short ids that are alike by chance are no copies: their times differ', () => {
    const [a, b] = read([...session('a', 0, ['1', '2']), ...session('b', 50, ['1', '2'])]);
    expect([a!.tokens?.input, b!.tokens?.input]).toEqual([200, 200]);
    const [, copy] = read([...session('a', 0, ['1', '2']), ...session('b', 0, ['1', '2'])]);
    expect(copy!.replayed.tokens.input).toBe(200);
  });
});
