package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.RegionSet;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * A request signed by the AWS SDK for Java, which knows nothing of this project, as it would stand
 * on the wire.
 */
final class SdkSigned {

  private final RequestHead head;
  private final byte[] body;

  SdkSigned(RequestHead head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  /**
   * @param options the signer's properties beyond service, region and clock
   */
  static SdkSigned sign(
      SdkHttpRequest request,
      byte[] content,
      AwsCredentials credentials,
      Consumer<SignRequest.Builder<AwsCredentialsIdentity>> options) {
    AwsEndpoint endpoint = AwsEndpoint.of(request.host()).orElseThrow();
    boolean s3 = endpoint.service().equals("s3");
    SignedRequest signed =
        signer(endpoint)
            .sign(
                builder -> {
                  builder
                      .identity(identity(credentials))
                      .request(request)
                      .payload(ContentStreamProvider.fromByteArray(content))
                      .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, endpoint.service())
                      .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                      .putProperty(AwsV4aHttpSigner.REGION_SET, RegionSet.GLOBAL)
                      .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                      .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !s3)
                      .putProperty(
                          HttpSigner.SIGNING_CLOCK, Clock.fixed(Fixture.NOW, ZoneOffset.UTC));
                  options.accept(builder);
                });
    return new SdkSigned(head(signed.request()), body(signed));
  }

  /** With SigV4A, which is AWS's CRT behind the SDK, where the endpoint wants it. */
  private static HttpSigner<AwsCredentialsIdentity> signer(AwsEndpoint endpoint) {
    return endpoint.multiRegion() ? AwsV4aHttpSigner.create() : AwsV4HttpSigner.create();
  }

  static SdkSigned sign(SdkHttpRequest request, byte[] content, AwsCredentials credentials) {
    return sign(request, content, credentials, options -> {});
  }

  /** A request to be signed; path and query already as they stand on the wire. */
  static SdkHttpFullRequest.Builder request(String method, String host, String path) {
    return SdkHttpFullRequest.builder()
        .method(SdkHttpMethod.valueOf(method))
        .protocol("https")
        .host(host)
        .encodedPath(path);
  }

  private static AwsCredentialsIdentity identity(AwsCredentials credentials) {
    String secret = credentials.secretAccessKey().reveal();
    return credentials.sessionToken() == null
        ? AwsCredentialsIdentity.create(credentials.accessKeyId(), secret)
        : AwsSessionCredentialsIdentity.create(
            credentials.accessKeyId(), secret, credentials.sessionToken().reveal());
  }

  private static RequestHead head(SdkHttpRequest request) {
    List<Header> fields = new ArrayList<>();
    request.forEachHeader(
        (name, values) -> values.forEach(value -> fields.add(new Header(name, value))));
    String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
    return new RequestHead(
        request.method().name(),
        request.encodedPath() + query,
        request.host(),
        443,
        new Headers(fields));
  }

  private static byte[] body(SignedRequest signed) {
    if (signed.payload().isEmpty()) {
      return new byte[0];
    }
    try (var stream = signed.payload().get().newStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RequestHead head() {
    return head;
  }

  byte[] body() {
    return body;
  }

  SdkSigned withTarget(UnaryOperator<String> change) {
    return new SdkSigned(
        new RequestHead(
            head.method(), change.apply(head.target()), head.host(), head.port(), head.headers()),
        body);
  }

  SdkSigned withHeaders(UnaryOperator<Headers> change) {
    return new SdkSigned(
        new RequestHead(
            head.method(), head.target(), head.host(), head.port(), change.apply(head.headers())),
        body);
  }

  SdkSigned withHeader(String name, UnaryOperator<String> change) {
    String changed = change.apply(String.join(",", head.headers().all(name)));
    return withHeaders(headers -> headers.without(name::equalsIgnoreCase).plus(name, changed));
  }

  SdkSigned withBody(byte[] newBody) {
    return new SdkSigned(head, newBody);
  }

  Verified verifiedBy(Verifier verifier) {
    return verifier.verify(head, body, AwsEndpoint.of(head.host()).orElseThrow());
  }
}
