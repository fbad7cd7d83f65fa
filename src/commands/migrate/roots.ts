import type { Property } from '../contract.ts';

/** Where lesson files are looked for, as every migrate command takes it. */
export const roots: Readonly<Record<string, Property>> = {
  root: {
    type: 'array',
    items: { type: 'string' },
    description: 'look only in this folder or file, relative to the project',
    placeholder: 'path',
    complete: 'files',
  },
};
