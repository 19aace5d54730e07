package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.cli.SignedRequests.Signed;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.RegionSet;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Generated requests that the AWS SDK for Java signs, with SigV4 or with AWS's CRT and SigV4A. */
final class SdkRequests {

  /** In which form a request is signed. */
  private enum Form {
    HASHED,
    PRESIGNED,
    UNSIGNED,
    CHUNKS,
    TRAILER,
    UNSIGNED_TRAILER
  }

  private record Endpoint(String service, String region, String host, List<Form> forms) {

    /** S3 takes paths as they are, and encodes them once. */
    boolean isS3() {
      return service.startsWith("s3");
    }
  }

  private static final List<Form> ANY = List.of(Form.HASHED, Form.PRESIGNED);
  private static final List<Form> S3 = List.of(Form.values());

  private static final List<Endpoint> ENDPOINTS =
      List.of(
          new Endpoint("s3", "us-east-1", "reports.s3.us-east-1.amazonaws.com", S3),
          new Endpoint("s3", "eu-west-1", "s3.eu-west-1.amazonaws.com", S3),
          new Endpoint("s3", "us-east-1", "with.dots.s3.amazonaws.com", S3),
          new Endpoint("dynamodb", "eu-west-1", "dynamodb.eu-west-1.amazonaws.com", ANY),
          new Endpoint("lambda", "us-west-2", "lambda.us-west-2.amazonaws.com", ANY),
          new Endpoint("bedrock", "us-east-1", "bedrock-runtime.us-east-1.amazonaws.com", ANY),
          new Endpoint("execute-api", "eu-west-1", "abc.execute-api.eu-west-1.amazonaws.com", ANY),
          new Endpoint("iam", "us-east-1", "iam.amazonaws.com", ANY),
          new Endpoint(
              "ebs",
              "us-east-1",
              "ebs.us-east-1.amazonaws.com",
              List.of(Form.HASHED, Form.UNSIGNED)));

  private static final List<Endpoint> IN_ALL_REGIONS =
      List.of(
          new Endpoint("s3", "*", "reports.mrap.accesspoint.s3-global.amazonaws.com", S3),
          new Endpoint("events", "*", "abcde.veo.endpoint.events.amazonaws.com", ANY));

  private static final List<ChecksumAlgorithm> CHECKSUMS =
      List.of(
          DefaultChecksumAlgorithm.CRC32,
          DefaultChecksumAlgorithm.CRC32C,
          DefaultChecksumAlgorithm.CRC64NVME,
          DefaultChecksumAlgorithm.SHA1,
          DefaultChecksumAlgorithm.SHA256);

  private static final List<String> ODD =
      List.of(
          "a", "B", "7", " ", "+", "%", "%2F", ":", "@", "=", "&", "?", "#", "*", "~", "!", "'",
          "(", ")", ",", ";", "$", "\"", "\\", "[", "]", "{", "|", "^", "`", "<", ".", "..", "é",
          "ሴ", "😀", "\u0000", "\n", "\u007f");

  private static final List<String> IN_HEADERS =
      List.of("a", "z", "  ", "\t", "\"", ",", "=", ";", "é", "ሴ");

  private final Random random;
  private final Secret secret;
  private final AwsV4HttpSigner sigV4 = AwsV4HttpSigner.create();
  private final AwsV4aHttpSigner sigV4a = AwsV4aHttpSigner.create();

  /**
   * @param secret the agent's
   */
  SdkRequests(long seed, Secret secret) {
    this.random = new Random(seed);
    this.secret = secret;
  }

  /** The next request for one region. */
  Signed next() {
    return sign("sdk", sigV4, pick(ENDPOINTS));
  }

  /** The next request for all regions, with SigV4A. */
  Signed nextForAllRegions() {
    return sign("sdk-v4a", sigV4a, pick(IN_ALL_REGIONS));
  }

  private Signed sign(String by, HttpSigner<AwsCredentialsIdentity> signer, Endpoint endpoint) {
    Form form = pick(endpoint.forms());
    byte[] content = content(form);
    SdkHttpRequest request = request(endpoint, form, content);
    SignedRequest signed =
        signer.sign(
            to -> {
              to.identity(identity())
                  .request(request)
                  .payload(ContentStreamProvider.fromByteArray(content))
                  .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, endpoint.service())
                  .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                  .putProperty(AwsV4aHttpSigner.REGION_SET, RegionSet.GLOBAL)
                  .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, !endpoint.isS3())
                  .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, !endpoint.isS3())
                  .putProperty(HttpSigner.SIGNING_CLOCK, SignedRequests.THEN);
              form(to, form, endpoint);
            });
    String kind = by + " " + form.name().toLowerCase(Locale.ROOT) + " " + endpoint.service();
    return new Signed(kind, head(signed.request()), body(signed));
  }

  private void form(SignRequest.Builder<AwsCredentialsIdentity> to, Form form, Endpoint endpoint) {
    boolean covered =
        switch (form) {
          case HASHED, CHUNKS, TRAILER -> true;
          case UNSIGNED, UNSIGNED_TRAILER -> false;
          // S3 has no body covered by a URL, and every other service has.
          case PRESIGNED -> !endpoint.isS3();
        };
    to.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, covered);
    if (form == Form.PRESIGNED) {
      to.putProperty(
              AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
          .putProperty(
              AwsV4FamilyHttpSigner.EXPIRATION_DURATION,
              Duration.ofSeconds(random.nextInt(60, 3600)));
    }
    if (form.compareTo(Form.CHUNKS) >= 0) {
      to.putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true);
    }
    if (form.compareTo(Form.TRAILER) >= 0) {
      to.putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, pick(CHECKSUMS));
    }
  }

  private AwsCredentialsIdentity identity() {
    return random.nextBoolean()
        ? AwsCredentialsIdentity.create(SignedRequests.KEY, secret.reveal())
        : AwsSessionCredentialsIdentity.create(
            SignedRequests.KEY, secret.reveal(), SignedRequests.TOKEN);
  }

  /** The SDK's chunks have 128 KiB, so now and then there are two. */
  private byte[] content(Form form) {
    boolean chunked = form.compareTo(Form.CHUNKS) >= 0;
    int length = chunked && random.nextInt(10) == 0 ? 131_072 : 0;
    byte[] content = new byte[length + random.nextInt(chunked ? 1 : 0, 100)];
    random.nextBytes(content);
    return content;
  }

  private SdkHttpRequest request(Endpoint endpoint, Form form, byte[] content) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(pick(List.of(SdkHttpMethod.values())))
            .protocol("https")
            .host(endpoint.host())
            .encodedPath(path(endpoint.isS3()));
    if (random.nextInt(8) == 0) {
      request.port(8443);
    }
    times(random.nextInt(4), () -> "q" + text())
        .forEach(name -> request.appendRawQueryParameter(name, text()));
    times(random.nextInt(4), () -> "x-amz-meta-" + random.nextInt(3))
        .forEach(name -> request.appendHeader(name, headerValue()));
    request.putHeader("Content-Type", "application/" + random.nextInt());
    request.putHeader("amz-sdk-invocation-id", Integer.toHexString(random.nextInt()));
    request.putHeader("User-Agent", "agent/" + random.nextInt());
    request.putHeader("X-Amzn-Trace-Id", "Root=" + random.nextInt());
    if (form.compareTo(Form.CHUNKS) >= 0) {
      request.putHeader("Content-Length", String.valueOf(content.length));
    } else if (random.nextBoolean()) {
      request.putHeader("Content-MD5", md5(content));
    }
    return request.build();
  }

  private String path(boolean s3) {
    String path =
        times(random.nextInt(6), () -> random.nextInt(5) == 0 ? "" : encoded(text()))
            .collect(Collectors.joining("/", "/", random.nextBoolean() ? "/" : ""));
    // The SDK leaves dot segments above the root where RFC 3986 removes them.
    return s3 ? path : path.replace("..", "dots");
  }

  /** None of the signers' own encoders. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private String text() {
    return times(random.nextInt(5), () -> pick(ODD)).collect(Collectors.joining());
  }

  private String headerValue() {
    return times(random.nextInt(6), () -> pick(IN_HEADERS)).collect(Collectors.joining());
  }

  private static <T> Stream<T> times(int count, Supplier<T> maker) {
    return Stream.generate(maker).limit(count).toList().stream();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** As it would come over the wire: header values are the bytes of their UTF-8. */
  private static RequestHead head(SdkHttpRequest request) {
    List<Header> fields = new ArrayList<>();
    request.forEachHeader(
        (name, values) ->
            values.forEach(
                value ->
                    fields.add(
                        new Header(name, new String(value.getBytes(UTF_8), ISO_8859_1).strip()))));
    String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
    return new RequestHead(
        request.method().name(),
        request.encodedPath() + query,
        request.host(),
        request.port(),
        new Headers(fields));
  }

  private static byte[] body(SignedRequest signed) {
    if (signed.payload().isEmpty()) {
      return new byte[0];
    }
    try (InputStream in = signed.payload().get().newStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
