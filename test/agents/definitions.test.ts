import { expect, test } from 'vitest';
import { toDefinition } from '../../src/agents/definition.ts';
import { addMark, hashOfText, readMark } from '../../src/harnesses/mark.ts';

test('a threshold of null is a choice and stays; what does not fit is left out alone', () => {
  const definition = toDefinition(
    {
      name: 7,
      description: 'd',
      optimization: { min_samples: 'x', thresholds: { execution_time_s: null, success_rate: 2 } },
      metrics: { primary: { name: 'm', target: 'high' }, collect: { command: 'c', parse: 'tap' }, odd: 1 },
      memory: 'project',
    },
    'a',
  );
  expect(definition).toEqual({
    name: 'a',
    description: 'd',
    optimization: { thresholds: { execution_time_s: null } },
    metrics: { collect: { command: 'c', parse: 'tap' } },
  });
});

test('a mark tells its source and whether the text was edited since, also with the line ends of Windows', () => {
  const text = '---\nname: a\n---\n\nBody $& of it.\n';
  const hash = hashOfText('source');
  const marked = addMark(text, 'agents/a.md', hash);
  expect(readMark(marked)).toMatchObject({ source: 'agents/a.md', sourceHash: hash, edited: false });
  expect(readMark(marked.replaceAll('\n', '\r\n'))?.edited).toBe(false);
  expect(readMark(marked.replace('Body', 'Boby'))?.edited).toBe(true);
  expect(readMark(text)).toBeNull();
  expect(readMark(`---\nname: a\n---\n${marked}`)).toBeNull();
});
