//! The guest ABI for Rust: Linux's read and write, where fd 0 is the input, 1 and 2 the console, 3 the public values; a bump
//! allocator in .bss (so that the guest also runs under qemu-riscv32); a panic handler that exits with code 101.
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::{asm, global_asm};
use core::cell::UnsafeCell;

global_asm!(include_str!("../../asm/start.s"));

// system calls: written by `npm run gen`
const SYS_EXIT: u32 = 93;
const SYS_READ: u32 = 63;
const SYS_WRITE: u32 = 64;
// end of system calls

unsafe fn syscall(number: u32, a: u32, b: u32, c: u32) -> u32 {
    let result;
    asm!("ecall", inlateout("a0") a => result, in("a1") b, in("a2") c, in("a7") number);
    result
}

/// Fills `to` from the input; returns how many bytes there were, fewer than asked for only at the end.
pub fn read(to: &mut [u8]) -> usize {
    let mut done = 0;
    while done < to.len() {
        let rest = &mut to[done..];
        let got = unsafe { syscall(SYS_READ, 0, rest.as_mut_ptr() as u32, rest.len() as u32) } as i32;
        if got <= 0 {
            break;
        }
        done += got as usize;
    }
    done
}

pub fn write(fd: u32, bytes: &[u8]) {
    unsafe { syscall(SYS_WRITE, fd, bytes.as_ptr() as u32, bytes.len() as u32) };
}

pub fn commit(bytes: &[u8]) {
    write(3, bytes);
}

pub fn exit(code: u32) -> ! {
    unsafe { syscall(SYS_EXIT, code, 0, 0) };
    loop {}
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    write(2, b"panic\n");
    exit(101)
}

const HEAP_BYTES: usize = 16 << 20;

#[repr(align(16))]
struct Bump {
    heap: UnsafeCell<[u8; HEAP_BYTES]>,
    used: UnsafeCell<usize>,
}

// A guest has one thread.
unsafe impl Sync for Bump {}

/// Never frees: guests are short.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = (*self.used.get() + layout.align() - 1) & !(layout.align() - 1);
        if start + layout.size() > HEAP_BYTES {
            return core::ptr::null_mut();
        }
        *self.used.get() = start + layout.size();
        (self.heap.get() as *mut u8).add(start)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump { heap: UnsafeCell::new([0; HEAP_BYTES]), used: UnsafeCell::new(0) };
