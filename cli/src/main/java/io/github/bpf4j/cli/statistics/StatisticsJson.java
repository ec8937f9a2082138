package io.github.bpf4j.cli.statistics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.bpf4j.cli.statistics.ObjectStatistics.Program;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Statistics as one JSON object.
///
/// ```json
/// {"file":"fun_xdp.o","bytes":2792,"programs":[{"name":"funXdp","type":"xdp","instructions":38,
///  "functions":[{"name":"funXdp","instructions":38,"stack":0,"spilled":0}],"estimate":39,
///  "kernel":{"version":"6.18.44","instructions":39,"states":3,"peakStates":3,"micros":40,"stack":[0],
///  "xlatedBytes":328,"jitedBytes":187}}]}
/// ```
public final class StatisticsJson {
  private StatisticsJson() {}

  /// The object.
  ///
  /// @param statistics null where nobody asked for them
  public static String of(String file, int bytes, @Nullable ObjectStatistics statistics) {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("file", file);
      json.writeNumberField("bytes", bytes);
      if (statistics != null) {
        json.writeArrayFieldStart("programs");
        for (var program : statistics.programs()) {
          write(json, program, statistics.kernel());
        }
        json.writeEndArray();
        if (statistics.kernel().refusal() != null) {
          json.writeStringField("kernelRefusal", statistics.kernel().refusal());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Program program, ObjectStatistics.Kernel kernel)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", program.name());
    json.writeStringField("type", program.type());
    json.writeNumberField("instructions", program.instructions());
    json.writeArrayFieldStart("functions");
    for (var function : program.functions()) {
      json.writeStartObject();
      json.writeStringField("name", function.name());
      json.writeNumberField("instructions", function.instructions());
      json.writeNumberField("stack", function.stack());
      json.writeNumberField("spilled", function.spilled());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("estimate", program.estimate());
    var verification = program.verification();
    if (verification != null) {
      json.writeObjectFieldStart("kernel");
      json.writeStringField("version", kernel.version());
      var info = verification.program();
      json.writeNumberField("instructions", info.verifiedInstructions());
      var work = verification.work();
      if (work != null) {
        json.writeNumberField("states", work.states());
        json.writeNumberField("peakStates", work.peakStates());
        json.writeNumberField("micros", work.time().toNanos() / 1000);
        json.writeArrayFieldStart("stack");
        for (int bytes : work.stack()) {
          json.writeNumber(bytes);
        }
        json.writeEndArray();
      }
      json.writeNumberField("xlatedBytes", info.translatedBytes());
      json.writeNumberField("jitedBytes", info.machineCodeBytes());
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
