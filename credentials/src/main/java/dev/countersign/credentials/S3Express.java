package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** CreateSession, asked by the gateway itself ("CreateSession", Amazon S3 API reference). */
final class S3Express implements AutoCloseable {

  private static final int LONGEST_ANSWER = 64 * 1024;

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final SdkHttpClient http;

  S3Express(UpstreamConfig upstream) {
    this.http = UpstreamHttp.open(upstream);
  }

  /**
   * @param host of the directory bucket
   * @param role that may create sessions
   * @throws Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  AwsCredentials createSession(String host, String region, SessionMode mode, AwsCredentials role) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://" + host + "/?session"))
            .putHeader("x-amz-create-session-mode", mode.word())
            .build();
    SdkHttpRequest signed =
        signer
            .sign(
                r ->
                    r.identity(identity(role))
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3express")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
            .request();
    try {
      HttpExecuteResponse answer =
          http.prepareRequest(HttpExecuteRequest.builder().request(signed).build()).call();
      byte[] body = body(answer);
      int status = answer.httpResponse().statusCode();
      if (status != 200) {
        throw refused(host, status, body, role);
      }
      return credentials(parsed(body));
    } catch (IOException | DateTimeException e) {
      throw new Refusal(
          Failure.CREDENTIALS_UNREACHABLE, "S3 gave no session for " + host + " that can be used");
    }
  }

  private static byte[] body(HttpExecuteResponse answer) throws IOException {
    if (answer.responseBody().isEmpty()) {
      return new byte[0];
    }
    try (var in = answer.responseBody().get()) {
      return in.readNBytes(LONGEST_ANSWER);
    }
  }

  private static Refusal refused(String host, int status, byte[] body, AwsCredentials role) {
    String said = "HTTP status " + status;
    try {
      Document error = parsed(body);
      said = text(error, "Code") + ": " + text(error, "Message");
    } catch (IOException e) {
      // The status has to do.
    }
    return new Refusal(
        status < 500 ? Failure.CREDENTIALS_REFUSED : Failure.CREDENTIALS_UNREACHABLE,
        "S3 refused a session for " + host + ": " + Scrubber.scrub(said, role));
  }

  private static AwsCredentials credentials(Document session) throws IOException {
    return new AwsCredentials(
        text(session, "AccessKeyId"),
        Secret.of(text(session, "SecretAccessKey")),
        Secret.of(text(session, "SessionToken")),
        Instant.parse(text(session, "Expiration")));
  }

  private static Document parsed(byte[] body) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
    } catch (ParserConfigurationException | SAXException e) {
      // Not as a cause: its text may quote the document.
      throw new IOException("the answer is no XML");
    }
  }

  private static String text(Document document, String name) throws IOException {
    NodeList found = document.getElementsByTagName(name);
    if (found.getLength() != 1 || found.item(0).getTextContent().isEmpty()) {
      throw new IOException("the answer has no " + name);
    }
    return found.item(0).getTextContent();
  }

  private static AwsCredentialsIdentity identity(AwsCredentials role) {
    Secret token = role.sessionToken();
    String secret = role.secretAccessKey().reveal();
    return token == null
        ? AwsBasicCredentials.create(role.accessKeyId(), secret)
        : AwsSessionCredentials.create(role.accessKeyId(), secret, token.reveal());
  }

  @Override
  public void close() {
    http.close();
  }
}
