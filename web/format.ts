/** Numbers, bytes and names for people. */

const THOUSANDS = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const count = (value: number): string => THOUSANDS.format(value);

/** Three digits that matter: 1,234 · 12.3 k · 1.23 M. */
export const short = (value: number): string => {
  if (value < 10_000) return count(value);
  const [scaled, unit] = value < 1e6 ? [value / 1e3, 'k'] : [value / 1e6, 'M'];
  return `${scaled.toPrecision(3)} ${unit}`;
};

export const seconds = (value: number): string =>
  value < 0.0995 ? `${(value * 1000).toFixed(0)} ms` : value < 100 ? `${value.toFixed(value < 10 ? 2 : 1)} s` : `${Math.round(value)} s`;

export const bytes = (value: number): string =>
  value < 1000 ? `${value} B` : value < 1e6 ? `${(value / 1e3).toPrecision(3)} kB` : `${(value / 1e6).toPrecision(3)} MB`;

export const mebibytes = (value: number): string => `${Math.ceil(value / 2 ** 20)} MiB`;

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;

export const hex = (value: Uint8Array): string => Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Path of a mangled Rust name, last two parts, as far as it can be told without a demangler; other names as they are. */
export const functionName = (name: string): string => {
  if (name === '') return '(no symbol)';
  if (!/^_(R|ZN)/.test(name)) return name;
  const parts: string[] = [];
  // Hashes that tell crates and closures apart look like identifiers, and hold digits that look like lengths.
  const text = name.slice(2).replace(/[Cs][s]?[0-9a-zA-Z]{8,}_(?=\d)|s\d*_/g, '');
  for (let at = 0; at < text.length; ) {
    const match = /^(\d+)_?/.exec(text.slice(at));
    if (match === null) {
      at++;
      continue;
    }
    const start = at + match[0].length;
    const length = Number(match[1]);
    const part = text.slice(start, start + length);
    if (part.length === length && /^[A-Za-z_]\w*$/.test(part) && !/^h[0-9a-f]{16}$/.test(part)) parts.push(part);
    at = start + length;
  }
  return parts.slice(-2).join('::') || name;
};
