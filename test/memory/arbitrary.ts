import fc from 'fast-check';

const line = fc.constantFrom(
  '', '', 'text', '## What works', '##  what WORKS ##', '# What fails', '### Details', '- an entry', '- 2026-01-02: old',
  '* 2026-01-03 star', '  continued', '```', '~~~~', '    code', '- ```js', '<!-- note', '-->', '---', '***', '1. one',
  'Open threads', '------', '## Notes', '<<<<<<< a', '=======', '>>>>>>> b', '\t- tab', '> quote', '| a | b |', 'ünïcode 🙂',
); // biome-ignore format: a list
/** A memory file as people leave one. */
export const body = fc
  .tuple(
    fc.constantFrom('', '\uFEFF'),
    fc.constantFrom('', '---\nagent: a\n---\n'),
    fc.array(line, { maxLength: 25 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([bom, front, lines, eol, end]) => bom + (front + lines.join('\n')).replaceAll('\n', eol) + (end ? eol : ''));
