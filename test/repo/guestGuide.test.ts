import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadElf } from '../../src/vm/elf.ts';
import { readGuide } from '../support/guide.ts';
import { guestInput } from '../support/programGuests.ts';
import { deepestIn, sumOf } from '../support/recursion.ts';
import { execute } from '../support/run.ts';

const CLANG = '/usr/bin/clang-19';
/** Debian's Rust builds the core library for the target from its source; that of rustup brings it. */
const CARGO = '/usr/bin/cargo';

const missing = [CLANG, CARGO].filter((path) => !existsSync(path));
const required = process.env.PELLUCID_REQUIRE_COMPILERS === '1';
if (missing.length > 0) {
  const message = `no ${missing.join(', no ')}: install clang-19, lld-19, rustc-web, cargo-web and rust-web-src`;
  if (required) throw new Error(message);
  console.warn(`SKIPPED: docs/guide/writing-a-guest.md; ${message}`);
}

describe.skipIf(missing.length > 0)('docs/guide/writing-a-guest.md', { tags: ['slow'], timeout: 300_000 }, () => {
  const guide = readGuide('writing-a-guest');
  const folder = mkdtempSync(join(tmpdir(), 'pellucid-guest-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // The package as it lies here: build/ and guests/ are what is packed.
  const modules = join(folder, 'node_modules/pellucid');
  mkdirSync(modules, { recursive: true });
  for (const part of ['package.json', 'build']) cpSync(resolve(part), join(modules, part), { recursive: true });
  cpSync(resolve('guests'), join(modules, 'guests'), { recursive: true, filter: (path) => !path.endsWith('/target') });
  guide.write(folder, 'sum.c', 'Cargo.toml', 'src/main.rs', '.cargo/config.toml', 'run.mjs');

  const proves = (elf: string): void => {
    const printed = execFileSync(process.execPath, ['run.mjs', elf], { cwd: folder, encoding: 'utf8' });
    expect(printed).toMatch(/^\d+ instructions, exit code 0\ntrue 3,19\n$/);
  };

  it('compiles the guest in C, which is proved', () => {
    execFileSync('sh', ['-ec', guide.shell.slice(0, 2).join('\n')], { cwd: folder, stdio: 'pipe' });
    proves('sum.elf');
  });

  it('links a guest with other sizes of stack and heap, as it says', () => {
    const sizes = /`(-Wl,--defsym=__stack_size=0x400000 -Wl,--defsym=__heap_size=0x8000000)`/.exec(guide.text)?.[1];
    const command = guide.shell[1].replace('-o sum.elf', `${sizes} -o recurse.elf`).replace(/ sum\.c$/, ' $G/c/recurse.c');
    execFileSync('sh', ['-ec', [guide.shell[0], command].join('\n')], { cwd: folder, stdio: 'pipe' });
    const elf = new Uint8Array(readFileSync(join(folder, 'recurse.elf')));
    // p_memsz of the last segment, which has data and heap.
    expect(new DataView(elf.buffer).getUint32(52 + 32 * 3 + 20, true)).toBe(0x800_0000);
    const program = loadElf(elf);
    expect(program.stack).toEqual({ start: 0x1000, end: 0x40_1000 });
    const deepest = deepestIn(0x40_0000);
    expect(execute(program, { input: guestInput([deepest]) }).publicValues).toEqual(guestInput([sumOf(deepest)]));
    expect(() => execute(program, { input: guestInput([deepest + 1]) })).toThrow('below the stack of 4194304 bytes');
  });

  it('compiles the guest in Rust, which is proved', () => {
    expect(guide.shell.slice(2)).toEqual(['rustup target add riscv32im-unknown-none-elf', 'cargo build --release']);
    execFileSync(CARGO, ['build', '--release', '-Zbuild-std=core,alloc', '-Zbuild-std-features=compiler-builtins-mem'], {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, RUSTC: '/usr/bin/rustc', RUSTC_BOOTSTRAP: '1', CARGO_TARGET_RISCV32IM_UNKNOWN_NONE_ELF_LINKER: 'ld.lld-19' },
    });
    proves('target/riscv32im-unknown-none-elf/release/sum');
  });

  it('has no snippet that was not run', () => {
    expect(guide.unused()).toEqual([]);
  });
});
