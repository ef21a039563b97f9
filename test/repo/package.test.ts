import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const read = (path: string): Buffer => readFileSync(path);
const packageJson = JSON.parse(read('package.json').toString());

interface Output {
  readonly imports: readonly { readonly path: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}
const outputs: Record<string, Output> = JSON.parse(read('build/meta.json').toString());

/** An output with the chunks that it loads. */
const closure = (entry: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { path, external } of outputs[entry].imports) if (!external) closure(path, seen);
  return seen;
};

describe('package.json', () => {
  it.each(Object.entries<Record<string, string> | string>(packageJson.exports))('the export %s exists after a build', (_, target) => {
    const file = typeof target === 'string' ? target : target.default;
    expect(existsSync(file), file).toBe(true);
  });
  it('every export can be imported by the name of the package', async () => {
    // The workers' script is no module: it is for `new Worker`.
    const names = Object.keys(packageJson.exports).filter((name) => !/\.js(on)?$/.test(name));
    for (const name of names) {
      const specifier = name.replace(/^\./, packageJson.name);
      expect(Object.keys(await import(specifier)).length, specifier).toBeGreaterThan(0);
    }
  });
  it('a class is the same class in every entry', async () => {
    const index = await import(`${packageJson.name}`);
    const light = await import(`${packageJson.name}/verify`);
    expect(light.PellucidError).toBe(index.PellucidError);
  });
  it('the package has what its README names', () => {
    // Without `prepack`, which would build.
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
    const [{ files }] = JSON.parse(packed) as [{ files: readonly { path: string }[] }];
    const named = read('README.md')
      .toString()
      .match(/\b(?:(?:docs|examples|guests)\/[\w/.-]*\w\/?|[A-Z]+(?:-[A-Z]+)?\.md|LICENSE-[A-Z]+)/g) as readonly string[];
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !files.some(({ path }) => path === name || path.startsWith(name.replace(/\/?$/, '/'))))).toEqual([]);
  });
  it('the lock file names no registry', () => {
    expect(read('package-lock.json').includes('"resolved"')).toBe(false);
  });
});

describe('the light entry build/verify.js', () => {
  const parts = [...closure('build/verify.js')];
  const inputs = parts.flatMap((part) => Object.keys(outputs[part].inputs));

  it('holds no chips, virtual machine, kernels or backend', () => {
    const heavy = inputs.filter((input) => /^src\/(chips|vm|wasm|backend|machine|isa)\//.test(input) || input.includes('embedded'));
    const light = ['src/chips/shared/buses.ts', 'src/isa/memory.ts', 'src/isa/syscalls.ts', 'src/machine/boundary.ts', 'src/vm/record.ts'];
    expect(heavy.filter((input) => !light.includes(input))).toEqual([]);
  });
});

describe('sizes', () => {
  /** Bytes, minified and gzipped, of what a page loads at once that runs `code`; `later`: of what it may load after that. */
  const sizeOf = async (code: string): Promise<{ readonly first: number; readonly later: number }> => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: code, resolveDir: '.' },
      bundle: true,
      minify: true,
      format: 'esm',
      splitting: true,
      outdir: 'size',
      // Chunks with nothing that is used are imported for their side effects, of which there are none.
      logOverride: { 'ignored-bare-import': 'silent' },
      metafile: true,
      write: false,
    });
    const [entry] = Object.keys(metafile.outputs).filter((path) => metafile.outputs[path].entryPoint === '<stdin>');
    const loaded = new Set<string>();
    const load = (path: string): void => {
      loaded.add(path);
      for (const { path: next, kind } of metafile.outputs[path].imports) if (kind !== 'dynamic-import' && !loaded.has(next)) load(next);
    };
    load(entry);
    const sum = (first: boolean): number =>
      outputFiles
        .filter(({ path }) => loaded.has(relative('.', path)) === first)
        .reduce((total, { contents }) => total + gzipSync(contents).length, 0);
    return { first: sum(true), later: sum(false) };
  };

  it('of the verifier is what the documents say', async () => {
    const { first } = await sizeOf("export * from 'pellucid/verify'");
    for (const path of ['README.md', 'docs/guide/getting-started.md', 'docs/guide/headers-and-bundlers.md']) {
      expect(/verif[\s\S]{0,300}?about (\d+) kB/.exec(read(path).toString())?.[1], path).toBe(String(Math.round(first / 1000)));
    }
  });
  it.each([
    // The limit is 40 kB.
    ['pellucid/verify', "export * from 'pellucid/verify'", 21_700, 0],
    ['pellucid/browser, then its worker', "export * from 'pellucid/browser'", 8_000, 113_000],
    ['pellucid', "export * from 'pellucid'", 112_000, 0],
    ['one function of pellucid', "import { toHex } from 'pellucid'; console.log(toHex(new Uint8Array(1)))", 400, 0],
  ])('%s', async (name, code, first, later) => {
    const size = await sizeOf(code);
    console.info(`${name}: ${size.first} bytes gzipped${later > 0 ? `, then ${size.later}` : ''}`);
    expect(size.first).toBeLessThan(first);
    expect(size.later).toBeLessThanOrEqual(later);
  });
});

describe('the kernels', () => {
  /** Sections of a WASM binary: 11 is data, 12 its count. */
  const sections = (bytes: Uint8Array): { id: number; content: Uint8Array }[] => {
    const found: { id: number; content: Uint8Array }[] = [];
    for (let at = 8; at < bytes.length; ) {
      const id = bytes[at++];
      let size = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        size |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      found.push({ id, content: bytes.subarray(at, (at += size)) });
    }
    return found;
  };
  it.each(['kernels-integer', 'kernels-relaxed'])('%s.wasm has no data segment and imports only memory', (name) => {
    const bytes = new Uint8Array(read(`build/wasm/${name}.wasm`));
    expect(sections(bytes).filter(({ id }) => id === 11 || id === 12)).toEqual([]);
    // Section 2: imports. One import, env.memory, of kind 2 (memory).
    const text = new TextDecoder('latin1').decode(sections(bytes).find(({ id }) => id === 2)?.content);
    expect(text.startsWith('\x01\x03env\x06memory\x02')).toBe(true);
  });
});
