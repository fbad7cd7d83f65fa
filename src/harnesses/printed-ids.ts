/** Execution ids that `ka metrics record` printed into the output of a command, each once. */
export const printedIds = (text: string): string[] =>
  text.includes('x_') ? [...new Set(text.match(/\bx_[0-9a-f]{20}\b/g) ?? [])] : [];
