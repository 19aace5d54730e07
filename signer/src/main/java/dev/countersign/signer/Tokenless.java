package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.model.IdempotencyToken;
import dev.countersign.model.IdempotencyToken.Carrier;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request without its idempotency token, so that the same command is the same request when
 * somebody runs it again. An agent that could make something else pass for the token would get one
 * request approved and make another; so the token goes only where it stands once, under its own
 * name, in the plainest of writings, and everything that is not so stays as it is.
 *
 * @param token a UUID, read off the request
 */
record Tokenless(Optional<IdempotencyToken> token) {

  /** A longer body is not looked through. */
  private static final int LONGEST = 64 * 1024;

  /** The request without a token in its headers or its query. */
  RequestHead head(RequestHead head) {
    return token
        .map(
            it ->
                switch (it.carrier()) {
                  case BODY -> head;
                  case HEADER ->
                      head.withHeaders(head.headers().without(it.wire()::equalsIgnoreCase));
                  case QUERY -> head.withQuery(withoutParameter(head.rawQuery(), it));
                })
        .orElse(head);
  }

  /**
   * The hash of a body without the token; of the whole body where there is none in it, or it cannot
   * be told from everything else.
   *
   * @param hash of the body as it is to come
   */
  String body(RequestBody body, String hash) {
    return token
        .filter(it -> it.carrier() == Carrier.BODY)
        .flatMap(it -> without(body, hash, it))
        .map(it -> SigV4.sha256(it.getBytes(ISO_8859_1)))
        .orElse(hash);
  }

  private static Optional<String> without(RequestBody body, String hash, IdempotencyToken token) {
    String text = new String(body.beginning(LONGEST), ISO_8859_1);
    // Another body than the promised one is refused when it is sent; it is not to be looked at.
    return SigV4.sha256(text.getBytes(ISO_8859_1)).equals(hash)
        ? without(text, token)
        : Optional.empty();
  }

  private static Optional<String> without(String text, IdempotencyToken token) {
    if (text.indexOf(token.value()) != text.lastIndexOf(token.value())) {
      return Optional.empty();
    }
    if (text.startsWith("{")) {
      // With an escape in it, what stands under the name may not be what was read.
      return text.indexOf('\\') < 0 ? json(text, token) : Optional.empty();
    }
    String form = withoutParameter(text, token);
    return form.equals(text) ? Optional.empty() : Optional.of(form);
  }

  private static Optional<String> json(String text, IdempotencyToken token) {
    Matcher member =
        Pattern.compile(Pattern.quote("\"" + token.wire() + "\"") + "\\s*:\\s*" + quoted(token))
            .matcher(text);
    return member.find()
        ? Optional.of(text.substring(0, member.start()) + text.substring(member.end()))
        : Optional.empty();
  }

  private static String quoted(IdempotencyToken token) {
    return Pattern.quote("\"" + token.value() + "\"");
  }

  /** Without the one parameter that is the token; the same where there is no such. */
  private static String withoutParameter(String parameters, IdempotencyToken token) {
    String one = "&" + token.wire() + "=" + token.value() + "&";
    String rest = ("&" + parameters + "&").replaceFirst(Pattern.quote(one), "&");
    return rest.substring(1, Math.max(1, rest.length() - 1));
  }
}
