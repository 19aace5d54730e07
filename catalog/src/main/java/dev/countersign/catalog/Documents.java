package dev.countersign.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads JSON and CBOR documents into plain Java values, and refuses what two readers could
 * understand differently: a member that is repeated (RFC 8259, 4), at the top also one that differs
 * from another in case only; text that is not UTF-8; anything after the end.
 */
final class Documents {

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(100)
          .maxNumberLength(100)
          .maxStringLength(WireRequest.MEMBERS_LIMIT)
          .build();

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Documents() {}

  /** The members of the object that {@code utf8} is; none for an empty text. */
  static Map<String, Object> json(byte[] utf8) {
    try (JsonParser parser = JSON.createParser(text(utf8))) {
      return document(parser);
    } catch (IOException e) {
      throw unreadable("JSON", e);
    }
  }

  /** The members of the map that {@code bytes} are; byte strings are given in Base64. */
  static Map<String, Object> cbor(byte[] bytes) {
    try (JsonParser parser = CBOR.createParser(bytes)) {
      return document(parser);
    } catch (IOException e) {
      throw unreadable("CBOR", e);
    }
  }

  private static String text(byte[] utf8) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
  }

  private static Map<String, Object> document(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Map.of();
    }
    if (first != JsonToken.START_OBJECT) {
      throw new Refusal(Failure.UNREADABLE, "the body is not an object");
    }
    Map<String, Object> members = object(parser);
    if (parser.nextToken() != null) {
      throw new Refusal(Failure.AMBIGUOUS, "something follows the end of the body's document");
    }
    Set<String> folded = new HashSet<>();
    for (String name : members.keySet()) {
      if (!folded.add(name.toLowerCase(Locale.ROOT))) {
        throw new Refusal(Failure.AMBIGUOUS, "the member " + name + " is there in two spellings");
      }
    }
    return members;
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        members.put(name, value(parser));
      }
    }
    return members;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NULL) {
        elements.add(value(parser));
      }
    }
    return elements;
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new Refusal(Failure.UNREADABLE, "the body breaks off");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_EMBEDDED_OBJECT -> Base64.getEncoder().encodeToString(parser.getBinaryValue());
      default -> parser.getText();
    };
  }

  private static Object integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> parser.getDoubleValue();
    };
  }

  private static Refusal unreadable(String format, IOException cause) {
    return String.valueOf(cause.getMessage()).startsWith("Duplicate")
        ? new Refusal(Failure.AMBIGUOUS, "the body's " + format + " repeats a member", cause)
        : new Refusal(
            Failure.UNREADABLE, "the body is not the " + format + " that it should be", cause);
  }
}
