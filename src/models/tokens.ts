/** What one model used, each class apart: `input` without cached tokens, `output` with reasoning. */
export interface ModelTokens {
  input: number;
  output: number;
  reasoning: number;
  cache_read: number;
  cache_write: number;
  cache_write_1h: number;
  /** The part of these that came from requests above 200,000 tokens of context, where makers charge more. */
  long?: Omit<ModelTokens, 'long'>;
}
