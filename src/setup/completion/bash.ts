import {
  AGENTS_FUNCTION,
  firstWords,
  type Model,
  quote,
  type Shape,
  secondWords,
  type Values,
  valueFlags,
} from './model.ts';

const words = (list: readonly string[]): string => quote(list.join(' '));

function valuesOf(values: Values): string {
  if (typeof values === 'object') return `-W ${words(values.words)}`;
  return { agents: '-W "$(__ka_agents)"', files: '-f', folders: '-d', none: '-W ""' }[values];
}

function caseOf({ path, flags, places }: Shape): string {
  const depth = path.split(' ').length;
  const given = flags.filter(({ values }) => values !== null);
  return [
    `    ${quote(path)})`,
    '      case "$prev" in',
    ...given.map(({ name, values }) => `        ${name}) __ka_offer ${valuesOf(values!)}; return ;;`),
    '      esac',
    `      if [[ $cur == -* ]]; then __ka_offer -W ${words(flags.map(({ name }) => name))}; return; fi`,
    `      case $((count - ${depth})) in`,
    ...places.map((values, at) => `        ${at === places.length - 1 ? '*' : at}) __ka_offer ${valuesOf(values)} ;;`),
    '      esac ;;',
  ].join('\n');
}

/** A script for bash 3.2 and newer that needs nothing else. */
export function bashScript(model: Model): string {
  const groups = Object.keys(model.groups);
  return `# Completion of ka for bash. Load it with: source <(ka completion bash)
${AGENTS_FUNCTION}
__ka_offer() { COMPREPLY=($(compgen "$@" -- "$cur")); }
_ka() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} first='' second='' word i count=0 IFS=$' \\t\\n'
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$word" in
      -t|${valueFlags(model).join('|')}) i=$((i + 1)) ;;
      -*) ;;
      *)
        count=$((count + 1))
        if [[ $count == 1 ]]; then first=$word; elif [[ $count == 2 ]]; then second=$word; fi ;;
    esac
  done
  if [[ $count == 0 ]]; then __ka_offer -W ${words(firstWords(model).map(({ word }) => word))}; return; fi
  local path=$first
  case "$first" in ${groups.join('|')})
    if [[ $count == 1 ]]; then
      case "$first" in
${groups.map((group) => `        ${group}) __ka_offer -W ${words(secondWords(model, group).map(({ word }) => word))} ;;`).join('\n')}
      esac
      return
    fi
    path="$first $second" ;;
  esac
  case "$path" in
${model.commands.map(caseOf).join('\n')}
  esac
}
complete -F _ka ka kaizen-agentic
`;
}
