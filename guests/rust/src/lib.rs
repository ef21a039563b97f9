//! The guest ABI for Rust: Linux's read and write, where fd 0 is the input, 1 and 2 the console, 3 the public values; a bump
//! allocator in the heap of link.ld; a panic handler that says what happened on fd 2 and exits with code 101.
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::{asm, global_asm};
use core::cell::Cell;
use core::fmt::{self, Write};
use core::ptr::addr_of;

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

/// Formatted text for people: `writeln!(Console(2), "n = {n}")`.
pub struct Console(pub u32);

impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write(self.0, text.as_bytes());
        Ok(())
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    let _ = writeln!(Console(2), "{info}");
    let bytes = ALLOCATOR.refused.get();
    if bytes > 0 {
        let size = heap_end() - heap_start();
        let _ = writeln!(Console(2), "the heap of {size} bytes had no room for {bytes} more (link with --defsym=__heap_size=BYTES)");
    }
    exit(101)
}

extern "C" {
    static __heap_start: u8;
    static __heap_end: u8;
}

fn heap_start() -> usize {
    addr_of!(__heap_start) as usize
}

fn heap_end() -> usize {
    addr_of!(__heap_end) as usize
}

/// Never frees: guests are short. Memory above `next` was never handed out, so it is zero.
struct Bump {
    /// The first free address; 0 before the first block.
    next: Cell<usize>,
    /// Bytes of the last request that did not fit.
    refused: Cell<usize>,
}

// A guest has one thread.
unsafe impl Sync for Bump {}

impl Bump {
    /// Takes the bytes from `start` on, if the heap has them.
    fn take(&self, start: usize, size: usize) -> bool {
        match start.checked_add(size) {
            Some(end) if end <= heap_end() => self.next.set(end),
            _ => {
                self.refused.set(size);
                return false;
            }
        }
        true
    }
}

unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // No overflow: the heap ends at 2^30 at most, and an alignment is 2^31 at most.
        let start = (self.next.get().max(heap_start()) + layout.align() - 1) & !(layout.align() - 1);
        if self.take(start, layout.size()) {
            start as *mut u8
        } else {
            core::ptr::null_mut()
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.alloc(layout)
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size <= layout.size() {
            return block;
        }
        if block as usize + layout.size() == self.next.get() {
            return if self.take(block as usize, size) { block } else { core::ptr::null_mut() };
        }
        let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        if !moved.is_null() {
            core::ptr::copy_nonoverlapping(block, moved, layout.size());
        }
        moved
    }
}

#[global_allocator]
static ALLOCATOR: Bump = Bump { next: Cell::new(0), refused: Cell::new(0) };
