//! Input: u32 kind, u32 n. The allocator, and the ways to fail:
//! 0: blocks of n bytes at every alignment to 4096, zeroed memory, a block that grows beside others. Public values: u32 remainders of the
//!    addresses by the alignments (all 0), the sum of zeroed bytes (0), how far the growing block moved while it was last (0), the sum of it.
//! 1: takes blocks of n bytes until the heap has no more. 2: panics with n. 3: an index out of bounds.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::alloc::{alloc, Layout};
use alloc::{vec, vec::Vec};
use core::hint::black_box;
use pellucid_guests::{commit, read};

fn blocks(n: usize) {
    let mut remainders = 0;
    for shift in 0..=12 {
        let layout = Layout::from_size_align(n, 1 << shift).expect("a layout");
        remainders += unsafe { alloc(layout) } as usize % (1 << shift);
    }
    let used = black_box(vec![0xffu8; n]);
    drop(used);
    let zeroed: u32 = black_box(vec![0u8; n]).iter().map(|&byte| u32::from(byte)).sum();

    let mut growing: Vec<u32> = Vec::with_capacity(1);
    let start = growing.as_ptr() as usize;
    (0..1000).for_each(|value| growing.push(black_box(value)));
    let moved = growing.as_ptr() as usize - start;
    black_box(vec![1u8; 3]);
    (1000..3000).for_each(|value| growing.push(black_box(value)));
    let sum: u32 = growing.iter().sum();
    for value in [remainders as u32, zeroed, moved as u32, sum] {
        commit(&value.to_le_bytes());
    }
}

#[no_mangle]
extern "C" fn main() -> u32 {
    let mut input = [0; 8];
    if read(&mut input) != 8 {
        panic!("input must be 8 bytes");
    }
    let [kind, n] = [0, 4].map(|at| u32::from_le_bytes(input[at..at + 4].try_into().unwrap()));
    match kind {
        0 => blocks(n as usize),
        1 => loop {
            black_box(Vec::<u8>::with_capacity(n as usize));
        },
        2 => panic!("n is {n}"),
        _ => commit(&[black_box(&input[..])[n as usize]]),
    }
    0
}
