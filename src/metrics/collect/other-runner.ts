import { parsers } from '../parsers/index.ts';

/** How a collector is changed for another test runner than the one that a shipped agent names. */
export const otherRunner = `e.g. {command: "pytest -q", parse: exit-code}; parse may be ${Object.keys(parsers).join(', ')}`;
