package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** S3's many operations on few paths: {@code s3-operations.csv}, path style and virtual hosts. */
class S3OperationTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final Account ACCOUNT = new Account("111122223333", "test");
  private static final String PATH_STYLE = "s3.eu-west-1.amazonaws.com";
  private static final String BUCKET = "some-bucket";

  /**
   * @param expected an operation, a question mark for one that is not known, or a failure
   */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvFileSource(
      resources = "s3-operations.csv",
      useHeadersInDisplayName = false,
      numLinesToSkip = 1)
  void isReadFromPathAndHost(String method, String target, String header, String expected) {
    assertThat(read(method, target, PATH_STYLE, header)).isEqualTo(expected);
    String prefix = "/" + BUCKET;
    if (target.startsWith(prefix)) {
      String rest = target.substring(prefix.length());
      String virtual = rest.startsWith("/") ? rest : "/" + rest;
      assertThat(read(method, virtual, BUCKET + "." + PATH_STYLE, header)).isEqualTo(expected);
    }
  }

  @Test
  void neverAsksForABody() {
    RequestBody streaming =
        new RequestBody() {
          @Override
          public byte[] bytes(int limit) {
            throw new AssertionError("an upload must stream");
          }

          @Override
          public String sha256() {
            throw new AssertionError("an upload must stream");
          }
        };
    RequestHead head =
        new RequestHead(
            "PUT",
            "/" + BUCKET + "/key",
            PATH_STYLE,
            443,
            Headers.of("Transfer-Encoding", "chunked", "Content-Type", "application/json"));
    assertThat(CATALOG.read(head, scope("s3"), ACCOUNT, streaming).action()).isEqualTo("PutObject");
  }

  @Test
  void directoryBucketsAreListedByTheirOwnHost() {
    RequestHead head =
        new RequestHead(
            "GET", "/", "s3express-control.eu-west-1.amazonaws.com", 443, Headers.EMPTY);
    assertThat(CATALOG.read(head, scope("s3express"), ACCOUNT, RequestBody.EMPTY).action())
        .isEqualTo("ListDirectoryBuckets");
  }

  private static String read(String method, String target, String host, String header) {
    Headers headers = Headers.EMPTY;
    if (header != null) {
      String[] field = header.split(": ", 2);
      headers = headers.plus(field[0], field[1]);
    }
    try {
      AwsCall call =
          CATALOG.read(
              new RequestHead(method, target, host, 443, headers),
              scope("s3"),
              ACCOUNT,
              RequestBody.EMPTY);
      return call.known() ? call.action() : "?";
    } catch (Refusal refusal) {
      Failure failure = refusal.failure();
      return failure.name();
    }
  }

  private static SigningScope scope(String service) {
    return new SigningScope("eu-west-1", service);
  }
}
