import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';
import { LAYERS, layersTable } from './layers.ts';

/** Generated modules, and who may import them. */
const EMBEDDED: Readonly<Record<string, readonly string[]>> = {
  'build/wasm/embedded.js': ['backend', 'vm'],
  'build/wasm/verify.js': ['hash'],
  'build/worker/embedded.js': ['threads/node'],
  'build/worker/web.js': ['threads/web'],
};
const SPECIFIER = /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

interface Import {
  readonly from: string;
  /** A path in the repository, or a package. */
  readonly to: string;
}

const importsOf = (file: string): Import[] =>
  [...readFileSync(file, 'utf8').matchAll(SPECIFIER)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3];
    return { from: file, to: specifier.startsWith('.') ? join(dirname(file), specifier) : specifier };
  });

/** `src/air/chip.ts` -> `air`, `src/threads/node/spawn.ts` -> `threads/node`, `src/index.ts` -> `index`, `node:fs` -> `node:`. */
const layerOf = (path: string): string => {
  if (path.startsWith('src/')) {
    const [, room, nested] = path.replace(/\.ts$/, '').split('/');
    return `${room}/${nested}` in LAYERS ? `${room}/${nested}` : room;
  }
  if (path.startsWith('node:')) return 'node:';
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
};

const files = filesBelow('src', '.ts');
const imports = files.flatMap(importsOf);

const allowed = ({ from, to }: Import): boolean => {
  const layer = layerOf(from);
  const target = layerOf(to);
  if (to in EMBEDDED) return EMBEDDED[to].includes(layer);
  if (target === layer && to.startsWith('src/')) return true;
  return LAYERS[layer]?.includes(target) ?? false;
};

describe('layers', () => {
  it('sees the sources and their imports', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(imports.length).toBeGreaterThan(files.length);
  });
  it('every folder is in the table', () => {
    expect(files.map(layerOf).filter((layer) => !(layer in LAYERS))).toEqual([]);
  });
  it('imports point down', () => {
    expect(imports.filter((i) => !allowed(i)).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });
  it('the table itself points down', () => {
    const order = Object.keys(LAYERS);
    const upward = order.flatMap((layer, i) =>
      LAYERS[layer].filter((below) => order.indexOf(below) >= i).map((below) => `${layer} -> ${below}`),
    );
    expect(upward).toEqual([]);
  });
  it('no file imports itself through others, types included', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((i) => i.to.startsWith('src/'))
          .map((i) => i.to),
      ]),
    );
    const cycles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
  it('the proof system knows no RISC-V', () => {
    const text = files.filter((file) => /^src\/(stark|backend|field|hash)\//.test(file)).map((file) => [file, readFileSync(file, 'utf8')]);
    expect(text.filter(([, source]) => /risc-?v|rv32/i.test(source)).map(([file]) => file)).toEqual([]);
  });
  it('docs/architecture.md shows the table', () => {
    expect(readFileSync('docs/architecture.md', 'utf8')).toContain(layersTable());
  });
});
