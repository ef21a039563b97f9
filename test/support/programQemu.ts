/**
 * qemu-riscv32 in user mode as an oracle for the machine: it has the same system calls. Where it is not installed, tests that need it are
 * skipped with a message, unless CI or PELLUCID_REQUIRE_QEMU is set: then they fail.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const QEMU = process.env.PELLUCID_QEMU ?? 'qemu-riscv32';

const isInstalled = spawnSync(QEMU, ['--version']).status === 0;
const isRequired = Boolean(process.env.CI || process.env.PELLUCID_REQUIRE_QEMU);

if (!isInstalled && !isRequired)
  process.stderr.write(`\n!!! ${QEMU} is not installed: comparisons with it are SKIPPED (apt-get install qemu-user)\n\n`);

/** Run the comparisons? True where they must fail for want of qemu. */
export const useQemu = isInstalled || isRequired;

export interface QemuResult {
  /** null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: Uint8Array;
  readonly publicValues: Uint8Array;
}

export const runQemu = (elf: Uint8Array, input: Uint8Array = new Uint8Array(0)): QemuResult => {
  const directory = mkdtempSync(join(tmpdir(), 'pellucid-qemu-'));
  try {
    const file = join(directory, 'guest.elf');
    const publicFile = join(directory, 'public');
    writeFileSync(file, elf);
    chmodSync(file, 0o755);
    const fd = openSync(publicFile, 'w');
    const result = spawnSync(QEMU, [file], { input, stdio: ['pipe', 'pipe', 'ignore', fd], maxBuffer: 1 << 28 });
    closeSync(fd);
    if (result.error) throw result.error;
    return { exitCode: result.status, stdout: new Uint8Array(result.stdout), publicValues: new Uint8Array(readFileSync(publicFile)) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
