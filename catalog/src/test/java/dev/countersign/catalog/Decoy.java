package dev.countersign.catalog;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Something that is added to a valid request so that a reader might take it for another one.
 *
 * @param name for a table's line
 * @param carrier some router of AWS's goes by such a thing, so it must never pass unseen
 * @param applies where it is an addition; elsewhere it would honestly make another request
 */
record Decoy(
    String name, boolean carrier, Predicate<Of> applies, BiFunction<Sample, Of, Sample> dress) {

  /**
   * What is dressed up.
   *
   * @param as the operation that it should pass for
   */
  record Of(ServiceModel service, Protocol protocol, String as) {

    String target() {
      return prefix() + "." + as;
    }

    String rpcPath() {
      return "/service/" + prefix() + "/operation/" + as;
    }

    String form() {
      return "Action=" + as + "&Version=" + service.apiVersion();
    }

    private String prefix() {
      return service.targetPrefix().isEmpty() ? service.id() : service.targetPrefix();
    }

    private boolean isS3() {
      return service.id().equals(S3Router.SERVICE);
    }
  }

  static final List<Decoy> ALL =
      List.of(
          carrier("X-Amz-Target", (s, of) -> s.with("X-Amz-Target", of.target())),
          carrier("X-Amz-Target first", (s, of) -> s.withFirst("X-Amz-Target", of.target())),
          carrier("x-AMZ-target", (s, of) -> s.with("x-AMZ-target", of.target())),
          carrier("X-Amz-Target, JSON", (s, of) -> json(s).with("X-Amz-Target", of.target())),
          carrier("smithy-protocol", of -> true, s -> s.with("smithy-protocol", "rpc-v2-cbor")),
          new Decoy("rpc path", false, Decoy::pathIsFree, (s, of) -> s.withPath(of.rpcPath())),
          carrier(
              "rpc path, protocol",
              Decoy::pathIsFree,
              (s, of) -> s.withPath(of.rpcPath()).with("smithy-protocol", "rpc-v2-cbor")),
          carrier("URL Action", (s, of) -> s.withQuery("Action=" + of.as)),
          carrier("URL Action first", (s, of) -> s.withFirstQuery("Action=" + of.as)),
          carrier("URL action", (s, of) -> s.withQuery("action=" + of.as)),
          carrier("URL ACTION", (s, of) -> s.withQuery("ACTION=" + of.as)),
          carrier("URL %41ction", (s, of) -> s.withQuery("%41ction=" + of.as)),
          carrier("URL Action twice", (s, of) -> s.withQuery("Action=" + of.as + "&Action=x")),
          carrier("URL a=b;Action", (s, of) -> s.withQuery("a=b;Action=" + of.as)),
          odd("URL Action%00", (s, of) -> s.withQuery("Action%00=" + of.as)),
          odd("URL Action[]", (s, of) -> s.withQuery("Action%5B%5D=" + of.as)),
          odd("URL %20Action", (s, of) -> s.withQuery("%20Action=" + of.as)),
          odd("URL &amp;Action", (s, of) -> s.withQuery("a=b&amp%3BAction=" + of.as)),
          odd("URL ??Action", (s, of) -> s.withQuery("?Action=" + of.as)),
          odd("URL half an escape", (s, of) -> s.withQuery("a=%4&b=" + of.as)),
          odd("URL overlong UTF-8", (s, of) -> s.withQuery("%C1%81ction=" + of.as)),
          carrier("x-id", (s, of) -> s.withQuery("x-id=" + of.as)),
          carrier("X-Id", (s, of) -> s.withQuery("X-Id=" + of.as)),
          carrier("x-id twice", (s, of) -> s.withQuery("x-id=" + of.as + "&x-id=" + of.as)),
          odd("Operation", (s, of) -> s.withQuery("Operation=" + of.as)),
          odd("operation", (s, of) -> s.withQuery("operation=" + of.as)),
          odd("_method", (s, of) -> s.withQuery("_method=GET")),
          override("X-HTTP-Method-Override"),
          override("x-http-method"),
          override("X-METHOD-OVERRIDE"),
          override("X_HTTP_METHOD_OVERRIDE"),
          carrier("X-Original-URL", (s, of) -> s.with("X-Original-URL", "/?" + of.form())),
          body("body Action", (s, of) -> s.withContent(of.form())),
          body("form", (s, of) -> form(s.withContent(of.form()))),
          body("multipart", (s, of) -> multipart(s, of.as)),
          new Decoy("form appended", true, Decoy::isForm, append("&")),
          new Decoy("form appended, ;", true, Decoy::isForm, append(";")),
          new Decoy("form appended, line", true, Decoy::isForm, append("\r\n")),
          new Decoy("form before", true, Decoy::isForm, before("&")),
          new Decoy("action before", true, Decoy::isForm, before("&a=1&action=x&")),
          new Decoy("form %41ction", true, Decoy::isForm, (s, of) -> add(s, "&%41ction=" + of.as)),
          new Decoy("form +Action", true, Decoy::isForm, (s, of) -> add(s, "&+Action=" + of.as)),
          new Decoy("JSON for a form", true, Decoy::isForm, (s, of) -> json(s)),
          new Decoy("member twice", true, Decoy::isJson, (s, of) -> twice(s)),
          new Decoy("a second document", true, Decoy::isJson, (s, of) -> add(s, "{}")),
          odd("text/plain", (s, of) -> s.replacing("Content-Type", "text/plain")),
          carrier("two types", Decoy::hasBody, s -> s.with("Content-Type", "application/cbor")),
          carrier("utf-16", Decoy::hasBody, s -> s.replacing("Content-Type", utf16(s))),
          carrier("deflate", Decoy::isForm, s -> s.with("Content-Encoding", "deflate")),
          carrier("not gzip", Decoy::isForm, s -> s.with("Content-Encoding", "gzip")),
          carrier("gzip twice", Decoy::isForm, s -> s.gzipped().with("Content-Encoding", "gzip")),
          carrier("gzip bomb", Decoy::isForm, Decoy::bomb),
          odd("chunked and length", (s, of) -> s.with("Transfer-Encoding", "chunked")),
          carrier("two lengths", Decoy::hasBody, s -> s.with("Content-Length", "0")),
          path("path //", (s, of) -> s.withPath("/" + s.head().rawPath())),
          path("path /./", (s, of) -> s.withPath("/." + s.head().rawPath())),
          path("path /%2e%2e/", (s, of) -> s.withPath("/a/%2e%2e" + s.head().rawPath())),
          path("path ;", (s, of) -> s.withPath(s.head().rawPath() + ";a=b")),
          path("path %00", (s, of) -> s.withPath(s.head().rawPath() + "%00")),
          path("path %5c", (s, of) -> s.withPath(s.head().rawPath() + "%5c..%5c")),
          path("path %2F..", (s, of) -> s.withPath(s.head().rawPath() + "%2F..%2Fx")),
          path("path ends in //", (s, of) -> s.withPath(s.head().rawPath() + "//")),
          s3("two subresources", s -> s.withQuery("acl&tagging")),
          s3("unknown subresource", s -> s.withQuery("no-such-subresource")),
          s3("subresource twice", s -> s.withQuery("tagging&tagging")),
          s3("subresource in capitals", s -> s.withQuery("ACL")),
          s3("escaped subresource", s -> s.withQuery("%61cl")),
          s3("upload id and select", s -> s.withQuery("uploadId=1&select&select-type=2")));

  private static Decoy carrier(String name, BiFunction<Sample, Of, Sample> dress) {
    return new Decoy(name, true, of -> true, dress);
  }

  private static Decoy carrier(String name, Predicate<Of> applies, UnaryOperator<Sample> dress) {
    return new Decoy(name, true, applies, (sample, of) -> dress.apply(sample));
  }

  private static Decoy carrier(
      String name, Predicate<Of> applies, BiFunction<Sample, Of, Sample> dress) {
    return new Decoy(name, true, applies, dress);
  }

  private static Decoy odd(String name, BiFunction<Sample, Of, Sample> dress) {
    return new Decoy(name, false, of -> true, dress);
  }

  /** S3 alone takes any path for a bucket and a key, byte for byte. */
  private static Decoy path(String name, BiFunction<Sample, Of, Sample> dress) {
    return new Decoy(name, false, of -> !of.isS3(), dress);
  }

  private static Decoy override(String header) {
    return new Decoy(header, true, of -> true, (sample, of) -> sample.with(header, "GET"));
  }

  private static Decoy s3(String name, UnaryOperator<Sample> dress) {
    return new Decoy(name, true, Of::isS3, (sample, of) -> dress.apply(sample));
  }

  /** A body of another kind: of a form it would be an honest replacement. */
  private static Decoy body(String name, BiFunction<Sample, Of, Sample> dress) {
    return new Decoy(name, false, of -> !of.protocol.isForm(), dress);
  }

  private static boolean pathIsFree(Of of) {
    return !of.protocol.isRest() && of.protocol != Protocol.CBOR;
  }

  private static boolean isForm(Of of) {
    return of.protocol.isForm();
  }

  private static boolean isJson(Of of) {
    return of.protocol == Protocol.JSON;
  }

  private static boolean hasBody(Of of) {
    return !of.protocol.isRest();
  }

  private static Sample json(Sample sample) {
    return sample.replacing("Content-Type", "application/x-amz-json-1.1");
  }

  private static Sample form(Sample sample) {
    return sample.replacing("Content-Type", WireRequest.FORM);
  }

  private static Sample add(Sample sample, String text) {
    return sample.withContent(sample.content() + text);
  }

  private static BiFunction<Sample, Of, Sample> append(String separator) {
    return (sample, of) -> add(sample, separator + of.form());
  }

  private static BiFunction<Sample, Of, Sample> before(String separator) {
    return (sample, of) -> sample.withContent("Action=" + of.as + separator + sample.content());
  }

  private static Sample twice(Sample sample) {
    return sample.withContent("{\"Name\": \"a\", \"Name\": \"b\"}");
  }

  private static String utf16(Sample sample) {
    return sample.head().headers().single("content-type").orElseThrow().replaceFirst(";.*", "")
        + "; charset=utf-16";
  }

  private static Sample multipart(Sample sample, String action) {
    return sample
        .withContent(
            "--b\r\nContent-Disposition: form-data; name=\"Action\"\r\n\r\n" + action + "\r\n--b--")
        .replacing("Content-Type", "multipart/form-data; boundary=b");
  }

  private static Sample bomb(Sample sample) {
    String padded = sample.content() + "&Padding=" + "a".repeat(WireRequest.FORM_LIMIT);
    return sample.withContent(padded).gzipped();
  }
}
