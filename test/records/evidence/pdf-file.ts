/** A PDF with a page for each text; lines are set below each other, `## ` ones in a larger type. */
export function pdfFile(pages: readonly string[], { encrypted = false, title = '' } = {}): Buffer {
  const objects: string[] = [];
  const put = (text: string): number => objects.push(text);
  const escaped = (text: string): string => text.replace(/[\\()]/g, '\\$&');
  put('<< /Type /Catalog /Pages 2 0 R >>');
  put('');
  put('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  const kids = pages.map((text) => {
    const lines = text.split('\n').map((line) => `(${escaped(line)}) Tj 0 -14 Td`);
    const stream = `BT /F1 12 Tf 72 720 Td ${lines.join(' ')} ET`;
    const content = put(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    const resources = '/Resources << /Font << /F1 3 0 R >> >>';
    return put(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] ${resources} /Contents ${content} 0 R >>`);
  });
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`;
  const info = put(`<< /Title (${escaped(title)}) >>`);
  // A password that is not empty: these are no hashes of any.
  const hash = '<00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff>';
  const lock = encrypted ? put(`<< /Filter /Standard /V 1 /R 2 /O ${hash} /U ${hash} /P -44 >>`) : null;
  let text = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  const id = '/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]';
  const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /Info ${info} 0 R ${lock ? `/Encrypt ${lock} 0 R ${id}` : ''} >>`;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n${trailer}\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
