package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The form of a POST Object request ("POST Object", Amazon S3 API reference). Read by Netty, so
 * that it shares nothing with the gateway's reading.
 *
 * @param fields those before the file; their names compare without regard to case
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
record PostForm(Map<String, String> fields, byte[] file) {

  static boolean isIn(RequestHead head) {
    return head.method().equals("POST")
        && head.headers().all("Content-Type").stream()
            .anyMatch(type -> type.startsWith("multipart/form-data"));
  }

  static PostForm parse(RequestHead head, byte[] body) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, head.target(), Unpooled.wrappedBuffer(body));
    head.headers().forEach(field -> request.headers().add(field.name(), field.value()));
    HttpPostRequestDecoder decoder =
        new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request);
    try {
      return read(decoder.getBodyHttpDatas());
    } catch (IOException e) {
      throw new AwsError(400, "MalformedPOSTRequest", "The body is not well-formed.");
    } finally {
      decoder.destroy();
    }
  }

  private static PostForm read(List<InterfaceHttpData> parts) throws IOException {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (InterfaceHttpData part : parts) {
      if (part instanceof FileUpload file) {
        return new PostForm(fields, file.get());
      }
      if (part instanceof Attribute field) {
        fields.put(field.getName(), new String(field.get(), StandardCharsets.UTF_8));
      }
    }
    throw new AwsError(400, "InvalidArgument", "POST requires exactly one file upload.");
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  String required(String name) {
    return field(name).orElseThrow(() -> Claim.malformed("The form has no " + name + "."));
  }

  /** Who its signature says it is from; how long it holds is the policy's matter. */
  Claim claim() {
    Claim.Credential credential =
        Claim.Credential.parse(
            SigningAlgorithm.SIGV4, required("x-amz-credential"), Optional.empty());
    return new Claim(
        credential.accessKeyId(),
        credential.scope(),
        required("x-amz-date"),
        List.of("host"),
        required("x-amz-signature"),
        field("x-amz-security-token").map(Secret::of),
        Optional.of(PostPolicy.of(this).lifetime(required("x-amz-date"))));
  }
}
