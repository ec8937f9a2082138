package io.github.bpf4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineOutputTest {
  /// Remembers each write.
  private static final class Writes extends OutputStream {
    private final BlockingQueue<String> writes = new LinkedBlockingQueue<>();

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException("one byte at a time is too slow");
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      writes.add(new String(bytes, from, length, StandardCharsets.UTF_8));
    }
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void aLineAfterAPauseIsWrittenAtOnce() {
    var writes = new Writes();
    try (var out = new LineOutput(writes)) {
      out.line("first");
      assertThat(writes.writes.poll()).isEqualTo("first\n");
    }
  }

  @Test
  void linesOfABurstShareAWriteAndNoneWaitsForTheNext() throws InterruptedException {
    var writes = new Writes();
    try (var out = new LineOutput(writes)) {
      out.line("first");
      writes.writes.take();
      for (int i = 0; i < 100; i++) {
        out.line("line " + i);
      }
      var text = new StringBuilder();
      while (!text.toString().endsWith("line 99\n")) {
        var write = writes.writes.poll(5, TimeUnit.SECONDS);
        assertThat(write).as("after " + text).isNotNull();
        text.append(write);
      }
      assertThat(text.toString().lines()).hasSize(100);
    }
  }

  @Test
  void linesLongerThanTheBufferArriveWhole() {
    var bytes = new ByteArrayOutputStream();
    var line = "é".repeat(100_000);
    try (var out = new LineOutput(bytes)) {
      out.line(line);
      out.line("end");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(line + "\nend\n");
  }

  @Test
  void aReaderThatStopsEarlyIsNoError() {
    try (var out = new LineOutput(failing("Broken pipe"))) {
      assertThat(out.isClosedByReader()).isFalse();
      out.line("x");
      assertThat(out.isClosedByReader()).isTrue();
      out.line("y");
    }
  }

  @Test
  void aFullDiskIsAnError() {
    try (var out = new LineOutput(failing("No space left on device"))) {
      assertThatThrownBy(() -> out.line("x"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("No space left on device");
    }
  }
}
