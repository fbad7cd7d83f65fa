import { AGENTS_FUNCTION, type Model, quote, type Values } from './model.ts';
import { completionBody } from './script.ts';

const words = (list: readonly string[]): string => `-W ${quote(list.join(' '))}`;

function valuesOf(values: Values): string {
  if (typeof values === 'object') return words(values.words);
  return { agents: '-W "$(__ka_agents)"', files: '-f', folders: '-d', none: '-W ""' }[values];
}

/** A script for bash 3.2 and newer that needs nothing else. */
export function bashScript(model: Model): string {
  return `# Completion of ka for bash. Load it with: source <(ka completion bash)
${AGENTS_FUNCTION}
__ka_offer() { COMPREPLY=($(compgen "$@" -- "$cur")); }
_ka() {
  local IFS=$' \\t\\n'
  COMPREPLY=()
${completionBody(model, {
  words: 'COMP_WORDS',
  cursor: 'COMP_CWORD',
  first: 1,
  values: (values) => `__ka_offer ${valuesOf(values)}`,
  offer: (list) => `__ka_offer ${words(list.map(({ word }) => word))}`,
})}
}
complete -F _ka ka kaizen-agentic
`;
}
