/** The text of wiki/codes.md. */
export function codesPage(): Promise<string>;
