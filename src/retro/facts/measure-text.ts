/** Languages whose comments begin with `#`; in all others of these `//` and block comments. */
const HASH = /\.(py|pyi|rb|sh|bash|zsh|pl|r|jl|exs?|ps1|nim|cr|tcl)$/i;
const SLASH =
  /\.(m?[jt]sx?|c[jt]s|java|kts?|scala|groovy|go|rs|c|h|cc|cpp|cxx|hpp|hh|cs|swift|m|mm|php|dart|zig|v|sol|vue|svelte|lua|hs|ml|fs|clj|erl|proto)$/i;

const STRINGS = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`/.source;
const BRANCHES =
  /\b(?:if|elif|elsif|elseif|unless|for|foreach|while|until|case|when|catch|except|rescue|guard|match)\b|&&|\|\||\?\?/
    .source;
const scanner = (comments: string): RegExp => new RegExp(`${comments}|${STRINGS}|(${BRANCHES})`, 'g');
const WITH_HASH = scanner(/"""[\s\S]*?"""|'''[\s\S]*?'''|#[^\n]*/.source);
const WITH_SLASH = scanner(/\/\/[^\n]*|\/\*[\s\S]*?\*\//.source);

const SYMBOLS =
  /^[ \t]*(?:(?:export|default|pub(?:\([a-z]+\))?|public|private|protected|internal|static|abstract|async|final|open|override|sealed|unsafe|const|inline)[ \t]+)*(?:function|class|def|fn|func|fun|interface|struct|enum|trait|impl|module|type|record|object|protocol|sub)\b[ \t]*\*?[ \t]*[\w$(<]/gm;

export interface TextMeasures {
  lines: number;
  complexity: number | null;
  symbols: number | null;
}

/**
 * Lines of a text and, of known code, its branches and declarations. An approximation for ranking, alike for all languages: keywords outside strings
 * and comments, as cyclomatic complexity counts them (McCabe 1976), without a parser.
 *
 * @param text decoded byte by byte (latin1): only ASCII is looked at
 */
export function measureText(path: string, text: string): TextMeasures {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  const find = HASH.test(path) ? WITH_HASH : SLASH.test(path) ? WITH_SLASH : null;
  if (find === null) return { lines, complexity: null, symbols: null };
  let complexity = 1;
  find.lastIndex = 0;
  for (let found = find.exec(text); found !== null; found = find.exec(text)) if (found[1] !== undefined) complexity++;
  return { lines, complexity, symbols: text.match(SYMBOLS)?.length ?? 0 };
}
