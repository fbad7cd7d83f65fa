/** Text that came from elsewhere, as Markdown that says just this: no line of it begins a heading or a block of code. */
export const literal = (text: string): string => text.replace(/^([ \t]*)(?=#{1,6}[ \t]|`{3,}|~{3,})/gm, '$1\\');
