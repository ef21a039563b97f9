/** The table of parameters in docs/protocol.md has every member of a preset, with its value. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PRESETS, quotientPieces, type StarkConfig, saltWordsOf } from '../../src/stark/config.ts';

const PRESET_NAMES = ['fast', 'small', 'insecure-test'] as const;
/** Cells of the rows after the header `| name | parameter | ..`, by their first column. */
const table = (readFileSync('docs/protocol.md', 'utf8').split('| name | parameter |')[1] ?? '')
  .split('\n\n')[0]
  .split('\n')
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** What a preset has where it leaves a parameter out. */
const complete = (config: StarkConfig): Readonly<Record<string, unknown>> => ({
  ...config,
  minLogHeight: config.minLogHeight ?? 0,
  quotientPieces: quotientPieces(config),
  saltWords: saltWordsOf(config),
});
const numberOf = (text: string): number => (text.startsWith('2^') ? 2 ** Number(text.slice(2)) : Number(text));

it('docs/protocol.md has the parameters of the presets', () => {
  expect(Object.keys(PRESETS)).toEqual([...PRESET_NAMES]);
  const found = PRESET_NAMES.map((_, i) =>
    Object.fromEntries(
      table.flatMap((cells) => {
        const names = [...cells[0].matchAll(/`(\w+)`/g)].map(([, name]) => name);
        return names.map((name, k) => [name, numberOf(cells[2 + i].split(',')[k])]);
      }),
    ),
  );
  const expected = PRESET_NAMES.map((name) => {
    const { preset, hash, ...numbers } = complete(PRESETS[name]);
    return numbers;
  });
  expect(found).toEqual(expected);
});
