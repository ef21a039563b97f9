#!/bin/sh
# Builds every guest into guests/elf and writes its checksums. Needs clang-19 and lld-19, and for the Rust guests a cargo whose
# rust-src matches (CARGO and RUSTC may name it; Debian: rustc-web cargo-web rust-web-src). The ELFs are committed: nobody needs
# this script to run the tests.
set -eu
cd "$(dirname "$0")/../guests"
CLANG="${CLANG:-clang-19}"
CARGO="${CARGO:-/usr/bin/cargo}"
export RUSTC="${RUSTC:-/usr/bin/rustc}"
mkdir -p elf

# The code has no paths, times or build identifiers, so that the checksums are the same everywhere.
link="-Wl,-T../guests/link.ld -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,norelro"
flags="--target=riscv32-unknown-elf -march=rv32im -mabi=ilp32 -nostdlib -fuse-ld=lld-19 -Wall -Wextra $link"

for name in exit fail trap; do
  # shellcheck disable=SC2086
  "$CLANG" $flags -o "elf/$name.elf" "asm/$name.s"
done
for name in fibonacci sort keccak256 coremix instructions recurse; do
  # shellcheck disable=SC2086
  "$CLANG" $flags -O2 -ffreestanding -ffunction-sections -fdata-sections -o "elf/$name.elf" asm/start.s c/runtime.c "c/$name.c"
done

target=riscv32im-unknown-none-elf
(
  cd rust
  export RUSTC_BOOTSTRAP=1
  export RUSTFLAGS="-Clinker=ld.lld-19 -Clinker-flavor=ld.lld -Clink-arg=-T../link.ld -Clink-arg=--gc-sections -Clink-arg=-znorelro -Cstrip=debuginfo --remap-path-prefix=$(pwd)=guests"
  "$CARGO" build --release --locked --target "$target" -Zbuild-std=core,alloc -Zbuild-std-features=compiler-builtins-mem
)
for name in sha256 json heap; do
  cp "rust/target/$target/release/$name" "elf/$name.elf"
done
cd elf
sha256sum -- *.elf > SHA256SUMS
ls -l
