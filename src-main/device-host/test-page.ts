/**
 * The page a technician's test prints: a frame at the margins and a grid, drawn as plain PDF 1.4 operators in a
 * standard font, so that it needs no library and no file. A4, 595 × 842 points.
 */
export function testPage(lines: readonly string[]): Uint8Array {
  const frame = '0.5 w 20 20 555 802 re S 28 28 539 786 re S';
  const grid = Array.from({ length: 11 }, (_, n) => {
    const x = 60 + n * 47.5;
    return `${x} 120 m ${x} 595 l S 60 ${120 + n * 47.5} m 535 ${120 + n * 47.5} l S`;
  }).join(' ');
  const greys = Array.from({ length: 10 }, (_, n) => `${n / 10} g ${60 + n * 47.5} 60 47.5 40 re f`).join(' ');
  const text = lines
    .map((line, n) => `BT /F1 ${n === 0 ? 22 : 12} Tf 60 ${760 - n * 26} Td (${escaped(line)}) Tj ET`)
    .join(' ');
  const content = `${frame} ${grid} ${greys} 0 g ${text}`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return new TextEncoder().encode(file);
}

/** Only printable ASCII reaches the page; PDF's three special characters are escaped. */
const escaped = (line: string): string =>
  line.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, (found) => `\\${found}`);
