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

/** `_describe` splits at the first colon. */
const described = (list: readonly { word: string; says: string }[]): string =>
  list.map(({ word, says }) => quote(`${word.replaceAll(':', '\\:')}:${says}`)).join(' ');

function valuesOf(values: Values): string {
  if (typeof values === 'object') return `compadd -- ${values.words.map(quote).join(' ')}`;
  return { agents: 'compadd -- $(__ka_agents)', files: '_files', folders: '_files -/', none: 'true' }[values];
}

function caseOf({ path, flags, places }: Shape): string {
  const depth = path.split(' ').length;
  const given = flags.filter(({ values }) => values !== null);
  return [
    `    ${quote(path)})`,
    '      case "$prev" in',
    ...given.map(({ name, values }) => `        ${name}) ${valuesOf(values!)}; return ;;`),
    '      esac',
    `      if [[ $cur == -* ]]; then offer=(${described(flags.map(({ name, says }) => ({ word: name, says })))}); _describe flag offer; return; fi`,
    `      case $((count - ${depth})) in`,
    ...places.map((values, at) => `        ${at === places.length - 1 ? '*' : at}) ${valuesOf(values)} ;;`),
    '      esac ;;',
  ].join('\n');
}

/** A script for zsh, sourced or put into a folder of `fpath` as `_ka`. */
export function zshScript(model: Model): string {
  const groups = Object.keys(model.groups);
  return `#compdef ka kaizen-agentic
# Completion of ka for zsh. Load it with: source <(ka completion zsh)
${AGENTS_FUNCTION}
_ka() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} first='' second='' word i count=0
  local -a offer
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case "$word" in
      -t|${valueFlags(model).join('|')}) i=$((i + 1)) ;;
      -*) ;;
      *)
        count=$((count + 1))
        if [[ $count == 1 ]]; then first=$word; elif [[ $count == 2 ]]; then second=$word; fi ;;
    esac
  done
  if [[ $count == 0 ]]; then offer=(${described(firstWords(model))}); _describe command offer; return; fi
  local where=$first
  case "$first" in (${groups.join('|')})
    if [[ $count == 1 ]]; then
      case "$first" in
${groups.map((group) => `        ${group}) offer=(${described(secondWords(model, group))}) ;;`).join('\n')}
      esac
      _describe command offer
      return
    fi
    where="$first $second" ;;
  esac
  case "$where" in
${model.commands.map(caseOf).join('\n')}
  esac
}
if [[ $funcstack[1] == _ka ]]; then _ka "$@"; else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
  compdef _ka ka kaizen-agentic
fi
`;
}
