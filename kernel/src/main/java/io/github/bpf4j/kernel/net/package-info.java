/// What the kernel says of network interfaces, by netlink(7): in the network namespace of the calling
/// thread, whatever `/sys` shows.
///
/// ```java
/// for (Interface link : Interface.all()) {
///   System.out.println(link.name() + " " + link.attachments());
/// }
/// ```
@NullMarked
package io.github.bpf4j.kernel.net;

import org.jspecify.annotations.NullMarked;
