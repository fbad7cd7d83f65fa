// What a cloned repository put into a name or a text must not steer the terminal.

/** A text with its lines and tabs; every other control character becomes a question mark. */
export const plainText = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/g, '?');

/** The same in one line. */
export const plainLine = (text: string): string => plainText(text).replace(/[\t\r\n]/g, '?');
