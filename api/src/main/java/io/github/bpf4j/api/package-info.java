/// What kernel programs import. Everything here runs on the plain JVM too.
@NullMarked
package io.github.bpf4j.api;

import org.jspecify.annotations.NullMarked;
