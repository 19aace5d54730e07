package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.cli.SignedRequests.Signed;
import dev.countersign.model.Header;
import dev.countersign.model.RequestBody;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A signed request with one bit that is not as it was sent.
 *
 * @param where what the bit belongs to: {@code path}, {@code value of x-amz-date}, {@code data}
 * @param noticed by what
 */
record Damage(String where, Noticed noticed, Signed request) {

  /** By what a damage has to be noticed. */
  enum Noticed {
    /** The signature covers the bit. */
    BY_SIGNATURE,
    /** The client has left the bit to a checksum, which AWS holds against the body. */
    BY_CHECKSUM,
    /** The request means the same, or the client has left the bit to nobody. */
    BY_NOBODY
  }

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final Pattern SIGNATURE =
      Pattern.compile("(?<=[ &]X-Amz-Signature=|[ &]Signature=)[0-9a-f]+");

  /** The places in a request's body, by name, first to last. */
  private record Place(String name, int from, int to) {}

  /**
   * Damages to one request: one to the method, some to path and query, one to each name and each
   * value of its headers, one to each digit of its signature, some to each kind of place in its
   * body.
   */
  static List<Damage> of(Signed request, Random random) {
    InboundSignature signature =
        InboundSignature.parse(request.head(), RequestBody.of(request.body()));
    List<Damage> all = new ArrayList<>();
    String method = request.head().method();
    all.add(
        new Damage(
            "method",
            Noticed.BY_SIGNATURE,
            request.withMethod(flipped(method, random.nextInt(method.length()), random))));
    addToTarget(all, request, signature, random);
    for (int i = 0; i < request.head().headers().fields().size(); i++) {
      addToHeader(all, request, i, signature, random);
    }
    if (request.body().length > 0) {
      addToBody(all, request, signature, random);
    }
    return all;
  }

  private static void addToTarget(
      List<Damage> all, Signed request, InboundSignature signature, Random random) {
    String target = request.head().target();
    int path = request.head().rawPath().length();
    List<Integer> places = new ArrayList<>(digits(target));
    // Without its first slash a target is none (RFC 9112, 3.2), and comes to nobody's signature.
    for (int i = 0; i < 3; i++) {
      places.add(random.nextInt(path + 1));
      places.add(random.nextInt(target.length()));
    }
    places.removeIf(at -> at == 0 || at == target.length());
    boolean s3 = signature.scope().service().startsWith("s3");
    for (int at : places) {
      String damaged = flipped(target, at, random);
      boolean same = meaning(damaged, s3).equals(meaning(target, s3));
      if (same && target.contains("/..")) {
        // In a segment that is taken out: who reads strictly may refuse it, and nobody has to.
        continue;
      }
      all.add(
          new Damage(
              at < path ? "path" : "query",
              same ? Noticed.BY_NOBODY : Noticed.BY_SIGNATURE,
              request.withTarget(damaged)));
    }
  }

  private static void addToHeader(
      List<Damage> all, Signed request, int index, InboundSignature signature, Random random) {
    Header header = request.head().headers().fields().get(index);
    String name = header.name();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean counts = signature.signedHeaders().contains(lower) || lower.equals("authorization");
    String otherName = flipped(name, random.nextInt(name.length()), random);
    all.add(
        new Damage(
            "name of " + lower,
            counts && !otherName.equalsIgnoreCase(name) ? Noticed.BY_SIGNATURE : Noticed.BY_NOBODY,
            request.withHeader(index, new Header(otherName, header.value()))));
    List<Integer> places = new ArrayList<>(digits(header.value()));
    if (!header.value().isEmpty()) {
      places.add(random.nextInt(header.value().length()));
    }
    for (int at : places) {
      all.add(
          new Damage(
              "value of " + lower,
              counts ? Noticed.BY_SIGNATURE : Noticed.BY_NOBODY,
              request.withHeader(index, new Header(name, flipped(header.value(), at, random)))));
    }
  }

  private static void addToBody(
      List<Damage> all, Signed request, InboundSignature signature, Random random) {
    Noticed noticed =
        switch (signature.payload()) {
          case Payload.Hash _, Payload.Absent _, Payload.SignedChunks _, Payload.Events _ ->
              Noticed.BY_SIGNATURE;
          case Payload.UnsignedTrailer _ -> Noticed.BY_CHECKSUM;
          case Payload.Unsigned _, Payload.Form _ ->
              request.head().headers().contains("Content-MD5")
                  ? Noticed.BY_CHECKSUM
                  : Noticed.BY_NOBODY;
        };
    boolean chunked =
        signature.payload() instanceof Payload.SignedChunks
            || signature.payload() instanceof Payload.UnsignedTrailer;
    String text = new String(request.body(), ISO_8859_1);
    List<Place> places = chunked ? chunks(text) : List.of(new Place("body", 0, text.length()));
    for (Place place : places) {
      int at = random.nextInt(place.from(), place.to());
      String damaged = flipped(text, at, random);
      // The digits of a size may be of either case.
      boolean same = place.name().equals("size") && damaged.equalsIgnoreCase(text);
      all.add(
          new Damage(
              place.name(),
              same ? Noticed.BY_NOBODY : noticed,
              request.withBody(damaged.getBytes(ISO_8859_1))));
    }
  }

  /** What {@code aws-chunked} has in it, up to the last empty line; the body is well-formed. */
  private static List<Place> chunks(String body) {
    List<Place> places = new ArrayList<>();
    int at = 0;
    int size;
    do {
      int end = body.indexOf("\r\n", at);
      int sign = body.substring(at, end).indexOf(';');
      int sizeEnd = sign < 0 ? end : at + sign;
      size = Integer.parseInt(body, at, sizeEnd, 16);
      places.add(new Place("size", at, sizeEnd));
      if (sign >= 0) {
        int signature = body.indexOf('=', sizeEnd) + 1;
        places.add(new Place("name of a chunk's signature", sizeEnd, signature));
        places.add(new Place("chunk's signature", signature, end));
      }
      places.add(new Place("line's end", end, end + 2));
      at = end + 2;
      if (size > 0) {
        places.add(new Place("data", at, at + size));
        places.add(new Place("chunk's end", at + size, at + size + 2));
        at += size + 2;
      }
    } while (size > 0);
    for (int end = body.indexOf("\r\n", at); end > at; end = body.indexOf("\r\n", at)) {
      int value = body.indexOf(':', at) + 1;
      places.add(new Place("name in the trailer", at, value));
      places.add(new Place("value in the trailer", value, end));
      places.add(new Place("line's end in the trailer", end, end + 2));
      at = end + 2;
    }
    places.add(new Place("body's end", at, body.length()));
    return places;
  }

  /**
   * Where the digits of a signature stand; none where there is no signature. Of SigV4A's, which the
   * stand-in takes its time to verify, some.
   */
  private static List<Integer> digits(String text) {
    return SIGNATURE
        .matcher(text)
        .results()
        .flatMap(
            found -> {
              int step = found.group().length() > 64 ? 16 : 1;
              return IntStream.iterate(found.start(), at -> at < found.end(), at -> at + step)
                  .boxed();
            })
        .toList();
  }

  private static String flipped(String text, int at, Random random) {
    char[] characters = text.toCharArray();
    // A digit is to stay one now and then: another signature is more than a malformed one.
    int bits = HexFormat.isHexDigit(text.charAt(at)) ? random.nextInt(1, 9) : 8;
    characters[at] ^= (char) (1 << random.nextInt(bits));
    return new String(characters);
  }

  /**
   * What a target is to AWS. An escape's digits may be of either case where it is decoded, which it
   * is everywhere but in the paths of services other than S3; in these, dot segments and empty ones
   * are taken out. An empty query is none.
   */
  private static String meaning(String target, boolean s3) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return (s3 ? upperCaseEscapes(path) : withoutDotSegments(path)) + "?" + upperCaseEscapes(query);
  }

  private static String upperCaseEscapes(String text) {
    return ESCAPE.matcher(text).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
  }

  private static String withoutDotSegments(String path) {
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    return path.startsWith("/") + String.join("/", kept) + (path.endsWith("/") && !kept.isEmpty());
  }
}
