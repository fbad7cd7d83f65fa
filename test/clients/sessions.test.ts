import { beforeAll, expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { desk, servedTokens } from './desk.ts';
import { install } from './install.ts';

test.each(Object.values(CLIENTS))('$title', async (client) => {
  const d = await desk(
    client,
    [
      {
        when: 'MAIN-TASK',
        turns: [
          {
            text: 'Looking.',
            shell: 'echo hello',
            input: 1210,
            output: 63,
            reasoning: 21,
            cacheRead: 512,
            cacheWrite: client.name === 'claude' ? 300 : 0,
          },
          { text: 'All done.', input: 47, output: 9, reasoning: 0, cacheRead: 1722 },
        ],
      },
    ],
    { hooks: false },
  );
  const t = Date.now();
  const run = await d.run('MAIN-TASK');
  console.log(
    client.name,
    Date.now() - t,
    run.code,
    run.err.slice(0, 1500),
    run.out.slice(-1500),
    d.model.served.length,
    d.model.arrived,
  );
  const sync = d.ka(['sessions', 'sync', '--from', d.home, '--json']);
  console.log(sync.out, sync.err);
  console.log(d.ka(['sessions', 'list', '--no-sync', '--json']).out, servedTokens(d.model, 'MAIN-TASK'));
  console.log(
    (await import('node:child_process'))
      .execSync(
        `rm -rf /tmp/c1/home-${client.name}; cp -r ${d.home} /tmp/c1/home-${client.name}; find ${d.root} -type f | grep -v /.git/; cat ${d.root}/.kaizen/metrics/*/*.jsonl`,
      )
      .toString(),
  );
});
