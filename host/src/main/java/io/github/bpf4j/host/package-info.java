/// What user-space code imports: loaded programs, their maps and logs.
@NullMarked
package io.github.bpf4j.host;

import org.jspecify.annotations.NullMarked;
