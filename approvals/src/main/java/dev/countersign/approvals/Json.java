package dev.countersign.approvals;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The columns of the store that hold more than one value, as JSON. */
final class Json {

  /** A column that another version wrote may hold more than this one knows. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(values())
          .build();

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("cannot be written: " + value.getClass(), e);
    }
  }

  /**
   * @throws StoreUnavailable where the text is not of this type
   */
  static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException e) {
      throw new StoreUnavailable("the approvals' store holds what cannot be read", e);
    }
  }

  private static SimpleModule values() {
    return new SimpleModule()
        .addSerializer(new Writer<>(Duration.class, (it, json) -> json.writeString(it.toString())))
        .addSerializer(
            new Writer<>(
                OptionalInt.class,
                (it, json) -> json.writeNumber(it.isPresent() ? it.getAsInt() : 0)))
        .addSerializer(new Writer<>(Optional.class, (it, json) -> json.writeString(text(it))))
        .addDeserializer(
            Duration.class, new Reader<>(Duration.class, it -> Duration.parse(it.getText())))
        .addDeserializer(
            OptionalInt.class, new Reader<>(OptionalInt.class, it -> count(it.getIntValue())))
        .addDeserializer(
            Optional.class,
            new Reader<>(
                Optional.class, it -> Optional.of(it.getText()).filter(t -> !t.isEmpty())));
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  /** No count is zero, so that it can stand for none. */
  private static OptionalInt count(int number) {
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private interface Writing<T> {
    void write(T value, JsonGenerator json) throws IOException;
  }

  private interface Reading<T> {
    T read(JsonParser json) throws IOException;
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Writer<T> extends StdSerializer<T> {
    private final Writing<T> writing;

    Writer(Class<T> type, Writing<T> writing) {
      super(type);
      this.writing = writing;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      writing.write(value, json);
    }
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Reader<T> extends StdDeserializer<T> {
    private final Reading<T> reading;

    Reader(Class<T> type, Reading<T> reading) {
      super(type);
      this.reading = reading;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return reading.read(json);
    }
  }
}
