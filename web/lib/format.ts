/** Numbers and sentences for people. */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Messages of errors begin small. */
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

export const count = (n: number): string => whole.format(n);

/** Three significant digits, with k or M from ten thousand on: 9,876 · 12.3k · 4.56M. */
export const short = (n: number): string => {
  if (n < 10_000) return whole.format(n);
  return n < 999_500 ? `${threeDigits.format(n / 1e3)}k` : `${threeDigits.format(n / 1e6)}M`;
};

export const seconds = (s: number): string => {
  if (s < 0.001) return '< 1 ms';
  if (s < 0.9995) return `${threeDigits.format(Math.round(1000 * s))} ms`;
  if (s < 99.95) return `${s.toFixed(1)} s`;
  return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
};

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;
/** Decimal units, as browsers show the sizes of files. */
export const bytes = (n: number): string => {
  if (n === 1) return '1 byte';
  const unit = n < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(n) / 3));
  return `${threeDigits.format(n / 1000 ** unit)} ${UNITS[unit]}`;
};

/** Proven bits, never more than there are. */
export const bits = (n: number): string => `${Math.floor(n)} bits`;

export const percent = (share: number): string => {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return share < 0.0995 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`;
};
