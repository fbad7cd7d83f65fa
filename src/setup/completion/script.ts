import { firstWords, type Model, quote, type Shape, secondWords, type Values, valueFlags } from './model.ts';

export interface Said {
  word: string;
  says: string;
}

/** How one of bash and zsh, which read the same conditions and loops, says the rest. */
export interface Dialect {
  /** Its list of words, the place of the cursor in it, and that of the first word behind `ka`. */
  words: string;
  cursor: string;
  first: number;
  /** A command that offers what stands where a value is expected. */
  values: (values: Values) => string;
  /** A command that offers words. */
  offer: (list: readonly Said[]) => string;
}

function caseOf({ path, flags, places }: Shape, { values, offer }: Dialect): string {
  const depth = path.split(' ').length;
  const given = flags.filter((flag) => flag.values !== null);
  return [
    `    ${quote(path)})`,
    '      case "$prev" in',
    ...given.map((flag) => `        ${flag.name}) ${values(flag.values!)}; return ;;`),
    '      esac',
    `      if [[ $cur == -* ]]; then ${offer(flags.map(({ name, says }) => ({ word: name, says })))}; return; fi`,
    `      case $((count - ${depth})) in`,
    ...places.map((place, at) => `        ${at === places.length - 1 ? '*' : at}) ${values(place)} ;;`),
    '      esac ;;',
  ].join('\n');
}

/**
 * The body of the function that completes `ka`: it counts the words before the cursor, flags and their values left out, and
 * offers what comes next.
 */
export function completionBody(model: Model, dialect: Dialect): string {
  const { words, cursor, first, offer } = dialect;
  const groups = Object.keys(model.groups);
  return `  local cur=\${${words}[${cursor}]} prev=\${${words}[${cursor}-1]} first='' second='' word i count=0
  for ((i = ${first}; i < ${cursor}; i++)); do
    word=\${${words}[i]}
    case "$word" in
      -t|${valueFlags(model).join('|')}) i=$((i + 1)) ;;
      -*) ;;
      *)
        count=$((count + 1))
        if [[ $count == 1 ]]; then first=$word; elif [[ $count == 2 ]]; then second=$word; fi ;;
    esac
  done
  if [[ $count == 0 ]]; then ${offer(firstWords(model))}; return; fi
  local where=$first
  case "$first" in (${groups.join('|')})
    if [[ $count == 1 ]]; then
      case "$first" in
${groups.map((group) => `        ${group}) ${offer(secondWords(model, group))} ;;`).join('\n')}
      esac
      return
    fi
    where="$first $second" ;;
  esac
  case "$where" in
${model.commands.map((shape) => caseOf(shape, dialect)).join('\n')}
  esac`;
}
