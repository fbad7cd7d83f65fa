/** Makers by the name of their models, with the values of `gen_ai.provider.name` in OpenTelemetry's conventions. */
const MAKERS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^claude/, 'anthropic'],
  [/^(gpt|chatgpt|codex|o\d)/, 'openai'],
  [/^gemini/, 'gcp.gemini'],
  [/^grok/, 'x_ai'],
  [/^deepseek/, 'deepseek'],
  [/^(mistral|codestral|devstral|magistral|ministral)/, 'mistral_ai'],
  [/^command-/, 'cohere'],
];

/**
 * Who makes a model, by the family that its name states. Harnesses do not note through whom a request went (a cloud, a
 * gateway): the conventions ask for the format's maker where that is all that is known.
 *
 * @returns null for a name of no known family
 */
export function providerOf(model: string | null): string | null {
  const name =
    model
      ?.toLowerCase()
      .replace(/^.*\//, '')
      .replace(/^(?:[a-z]{2,4}\.)?anthropic\./, '') ?? '';
  return MAKERS.find(([family]) => family.test(name))?.[1] ?? null;
}
