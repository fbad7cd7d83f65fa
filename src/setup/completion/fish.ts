import { firstWords, type Model, quote, type Shape, secondWords, type Values } from './model.ts';

function valuesOf(values: Values): string {
  if (typeof values === 'object') return `-x -a ${quote(values.words.join(' '))}`;
  return {
    agents: "-x -a '(__ka_agents)'",
    files: '-r -F',
    folders: "-x -a '(__fish_complete_directories)'",
    none: '-x',
  }[values];
}

const line = (condition: string, rest: string): string =>
  ['ka', 'kaizen-agentic'].map((name) => `complete -c ${name} -n ${quote(condition)} ${rest}`).join('\n');

function linesOf({ path, flags, places }: Shape): string[] {
  const at = `__ka_at ${path}`;
  const kinds = [...new Set(places.map((values) => valuesOf(values).replace(/^-[xr] /, '')))].filter(
    (kind) => kind !== '-x',
  );
  return [
    ...flags.map(({ name, says, values }) => {
      const option = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
      return line(at, `${option} -d ${quote(says)}${values === null ? '' : ` ${valuesOf(values)}`}`);
    }),
    ...kinds.map((kind) => line(at, kind)),
  ];
}

/** A script for fish 3 and newer. */
export function fishScript(model: Model): string {
  const groups = Object.keys(model.groups);
  const first = firstWords(model).map(({ word, says }) => line('__ka_at', `-a ${word} -d ${quote(says)}`));
  const second = groups.flatMap((group) =>
    secondWords(model, group).map(({ word, says }) => line(`__ka_group ${group}`, `-a ${word} -d ${quote(says)}`)),
  );
  return `# Completion of ka for fish. Load it with: ka completion fish | source
function __ka_agents
  set -l root (git rev-parse --show-toplevel 2>/dev/null; or echo .)
  command ls $root/agents $root/.claude/agents $root/.kaizen/agents $root/.kaizen/metrics 2>/dev/null | string replace -r '\\.md$' '' | string match -r '^[A-Za-z0-9][A-Za-z0-9._-]*$' | string match -v optimizer | sort -u
end
function __ka_words
  set -l words (commandline -opc)
  string match -v -- '-*' $words[2..-1]
end
# Do the words so far begin with these? Without any: is there none yet?
function __ka_at
  set -l words (__ka_words)
  if test (count $argv) -eq 0
    test (count $words) -eq 0
    return
  end
  string match -q -- "$argv *" "$words "
end
function __ka_group
  set -l words (__ka_words)
  test (count $words) -eq 1; and test "$words[1]" = "$argv[1]"
end
complete -c ka -f
complete -c kaizen-agentic -f
${[...first, ...second, ...model.commands.flatMap(linesOf)].join('\n')}
`;
}
