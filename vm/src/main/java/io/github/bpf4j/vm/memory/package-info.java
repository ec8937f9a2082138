/// The memory of a program in the VM: byte arrays behind 64-bit addresses.
///
/// An address is `region << 32 + offset`, with a signed offset, so that arithmetic on pointers works as in the
/// kernel, and a pointer that runs out of its region by less than 2 GiB still names the region that it came from. Region
/// 0 is the null page. Every access is checked against the bounds of its region: an address that a program made up can
/// at worst name other memory of the same program, never memory of this process.
///
/// ```java
/// long address = Address.of(7, 16);        // 0x7_0000_0010
/// Address.region(address - 20);            // 7
/// Address.offset(address - 20);            // -4
/// ```
@NullMarked
package io.github.bpf4j.vm.memory;

import org.jspecify.annotations.NullMarked;
