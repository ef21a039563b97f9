/**
 * What all system calls share: number in a7, arguments in a0, a1, a2, result in a0. Numbers and meaning are Linux's, so that
 * a guest also runs under an ordinary user-mode emulator. Each call is a module of src/chips/system. docs/protocol.md, "Guest ABI".
 */
export const Fd = { INPUT: 0, STDOUT: 1, STDERR: 2, PUBLIC: 3 } as const;

/** -EBADF as a uint32: the result of read and write for any other descriptor. */
export const EBADF_RESULT = -9 >>> 0;

/** Total length of the public values. */
export const MAX_PUBLIC_BYTES = 65536;

/** Registers of the calling convention. */
export const Reg = { SP: 2, A0: 10, A1: 11, A2: 12, A7: 17 } as const;
