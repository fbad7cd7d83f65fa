import { AGENTS_FUNCTION, type Model, quote, type Values } from './model.ts';
import { completionBody, type Said } from './script.ts';

/** `_describe` splits at the first colon. */
const described = (list: readonly Said[]): string =>
  list.map(({ word, says }) => quote(`${word.replaceAll(':', '\\:')}:${says}`)).join(' ');

function valuesOf(values: Values): string {
  if (typeof values === 'object') return `compadd -- ${values.words.map(quote).join(' ')}`;
  return { agents: 'compadd -- $(__ka_agents)', files: '_files', folders: '_files -/', none: 'true' }[values];
}

/** A script for zsh, sourced or put into a folder of `fpath` as `_ka`. */
export function zshScript(model: Model): string {
  return `#compdef ka kaizen-agentic
# Completion of ka for zsh. Load it with: source <(ka completion zsh)
${AGENTS_FUNCTION}
_ka() {
  local -a offer
${completionBody(model, {
  words: 'words',
  cursor: 'CURRENT',
  first: 2,
  values: valuesOf,
  offer: (list) => `offer=(${described(list)}); _describe word offer`,
})}
}
if [[ $funcstack[1] == _ka ]]; then _ka "$@"; else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
  compdef _ka ka kaizen-agentic
fi
`;
}
