/** What the guest coremix computes, another way: arrays for lists, their sort for its own, a regular expression for its state machine. */

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xa001 : 0);
  return crc;
});
/** CRC-16/ARC. */
export const crc16 = (bytes: Iterable<number>, start = 0): number => {
  let crc = start;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255];
  return crc;
};
/** Of the lower halves of words. */
const crcOf = (start: number, words: readonly number[]): number =>
  crc16(
    words.flatMap((word) => [word & 255, (word >> 8) & 255]),
    start,
  );

const i16 = (value: number): number => (value << 16) >> 16;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
/** sum of 3^(n-1-i) values[i], mod 2^32, after `start`. */
const fold = (values: readonly number[], start = 0): number => values.reduce((sum, value) => (Math.imul(sum, 3) + value) | 0, start);

const NODES = 40;
const SEARCHES = 32;
const N = 10;
const LENGTH = 320;
const STRIDE = 11;

type Matrix = readonly (readonly number[])[];

/** A number's characters by the state that each leads to; what is left over is invalid. A mark follows a digit. */
const NUMBER = /^([+-])?(\d+)?(?:(\.)(\d+)?)?(?:(?<=\d)([eE])(?:([+-])?(\d+)?))?/;
const INTEGER = /^[+-]?\d+$/;
const FLOAT = /^[+-]?\d*\.\d+$/;
const SCIENTIFIC = /^[+-]?(\d+|\d*\.\d+)[eE][+-]?\d+$/;
const STATES = 9;

/** Characters in each of the states (the first of which no character leads to), then numbers of each kind. */
const countsOf = (texts: readonly string[]): readonly number[] => {
  const visits = new Array<number>(STATES).fill(0);
  const kinds = [0, 0, 0, 0];
  for (const number of texts.flatMap((text) => text.split(','))) {
    const [matched, ...groups] = NUMBER.exec(number) as RegExpExecArray;
    for (const [i, group] of groups.entries()) visits[i + 1] += (group ?? '').length;
    visits[STATES - 1] += number.length - matched.length;
    kinds[INTEGER.test(number) ? 0 : FLOAT.test(number) ? 1 : SCIENTIFIC.test(number) ? 2 : 3]++;
  }
  return [...visits, ...kinds];
};

export const coremix = (iterations: number, seed: number): number => {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 16;

  const lists = (start: number): number => {
    let list = range(NODES)
      .map((order) => ({ key: (next() % 128) - 64, order }))
      .reverse();
    const places = range(SEARCHES).map((i) => {
      const wanted = i % 2 === 1 ? (next() % 128) - 64 : next() % NODES;
      const place = list.findIndex(({ key, order }) => (i % 2 === 1 ? key : order) === wanted);
      if (place === -1) return NODES;
      list = [list[place], ...list.filter((_, other) => other !== place)];
      return place;
    });
    list.reverse();
    const sum = fold(list.map(({ order }) => order));
    const byKey = [...list].sort((x, y) => x.key - y.key || x.order - y.order);
    const byOrder = [...list].sort((x, y) => x.order - y.order);
    const sums = fold(
      byOrder.map(({ key }) => key),
      sum,
    );
    return crcOf(start, [fold(places), sum, ...byKey.map(({ key, order }) => key ^ (order << 8)), sums]);
  };

  const entries = Array.from({ length: N * N }, () => [i16(next()), i16(next())]);
  const matrixOf = (which: number): Matrix => range(N).map((i) => entries.slice(i * N, (i + 1) * N).map((pair) => pair[which]));
  let a = matrixOf(0);
  const b = matrixOf(1);
  const columns = range(N).map((j) => b.map((row) => row[j]));
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const rowSums = (matrix: Matrix): readonly number[] => matrix.map((row) => total(row) >>> 0).map((sum) => sum ^ (sum >>> 16));
  const dot = (x: readonly number[], y: readonly number[], term: (product: number) => number): number =>
    total(x.map((value, i) => term(value * y[i]))) >>> 0;

  const matrices = (start: number): number => {
    a = a.map((row) => row.map((value) => i16(value + start)));
    const factor = i16(next());
    const scaled = a.map((row) => row.map((value) => (value * factor) >>> 0));
    const vector = b[next() % N];
    const image = a.map((row) => dot(row, vector, (x) => x));
    const times = (term: (product: number) => number): Matrix => a.map((row) => columns.map((column) => dot(row, column, term)));
    const results = [scaled, [image, ...scaled.slice(1)], times((x) => x), times((x) => ((x >> 3) & 31) * ((x >> 9) & 63))];
    return crcOf(start, results.flatMap(rowSums));
  };

  const sign = (): string => ['-', '+', '', ''][next() % 4];
  const digits = (most: number): string => range(1 + (next() % most)).reduce((text) => text + (next() % 10), '');
  let text = '';
  while (text.length < LENGTH) {
    const kind = next() % 4;
    text += sign() + digits(5);
    if (kind !== 0) text += `.${digits(4)}`;
    if (kind === 2) text += `e${sign()}${digits(2)}`;
    if (kind === 3) text += String.fromCharCode(65 + (next() % 26)) + digits(2);
    text += ',';
  }
  const codes = [...text.slice(0, LENGTH)].map((character) => character.charCodeAt(0));

  const texts = (start: number): number => {
    const change = 1 + (start % 8);
    const changed = codes.map((code, i) => (i % STRIDE === start % STRIDE ? code ^ change : code));
    return crcOf(start, countsOf([codes, changed].map((characters) => String.fromCharCode(...characters))));
  };

  let crc = 0;
  for (let i = 0; i < iterations; i++) {
    state ^= crc;
    crc = texts(matrices(lists(crc)));
  }
  return crc;
};
