package io.github.bpf4j.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.bpf4j.api.LogRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/// One JSON object a line to standard output, the summary as the last one. Times are RFC 3339 with
/// nanoseconds, in UTC; numbers and booleans stay what they are, every other argument is a string.
public final class JsonReporter implements Reporter {
  private final JsonFactory factory = new JsonFactory();
  private final LineOutput out;

  /// On `out`.
  public JsonReporter(LineOutput out) {
    this.out = out;
  }

  @Override
  public void accept(LogRecord record) {
    line(json -> {
      json.writeStartObject();
      json.writeStringField("time", Instant.EPOCH.plusNanos(record.timeNanos()).toString());
      json.writeStringField("level", record.level().name());
      json.writeStringField("logger", record.logger());
      json.writeStringField("message", record.message());
      json.writeArrayFieldStart("args");
      for (var argument : record.arguments()) {
        argument(json, argument);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  @Override
  public void summary(Summary summary) {
    line(json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("summary");
      if (summary.packets().isPresent()) {
        var packets = summary.packets().get();
        json.writeNumberField("packets", packets.total());
        json.writeObjectFieldStart("verdicts");
        for (var verdict : packets.verdicts().entrySet()) {
          json.writeNumberField(verdict.getKey().name(), verdict.getValue());
        }
        json.writeEndObject();
      }
      json.writeNumberField("records", summary.records());
      json.writeNumberField("lost", summary.lost());
      if (!summary.aborts().isEmpty()) {
        json.writeArrayFieldStart("aborts");
        for (var abort : summary.aborts()) {
          json.writeStartObject();
          json.writeStringField("file", abort.site().file());
          json.writeNumberField("line", abort.site().line());
          json.writeStringField("reason", abort.site().reason());
          json.writeNumberField("packets", abort.packets());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndObject();
    });
    out.flush();
  }

  private static void argument(JsonGenerator json, Object argument) throws IOException {
    switch (argument) {
      case Boolean b -> json.writeBoolean(b);
      case Byte n -> json.writeNumber(n);
      case Short n -> json.writeNumber(n);
      case Integer n -> json.writeNumber(n);
      case Long n -> json.writeNumber(n);
      default -> json.writeString(argument.toString());
    }
  }

  private void line(Writing writing) {
    var text = new StringWriter(160);
    try (var json = factory.createGenerator(text)) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.line(text.toString());
  }

  @FunctionalInterface
  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }
}
