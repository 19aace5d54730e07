package dev.countersign.console;

import dev.countersign.approvals.DecisionRefused;

/**
 * Why a request is not done, as it is told to whoever made it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of problem; names are part of the API. */
  enum Kind {
    BAD_REQUEST(400, "The request cannot be understood"),
    UNAUTHENTICATED(401, "It is not known who asks"),
    FORBIDDEN(403, "This is not yours to do"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This cannot be done with it"),
    CONFLICT(409, "It is no longer as it was"),
    EXPIRED(410, "It is too late"),
    TOO_LARGE(413, "The request is too large"),
    MISDIRECTED(421, "This listener has no such name"),
    NOT_PERMITTED(422, "This is not for anybody to decide so"),
    TOO_MANY(429, "Too many at once"),
    INTERNAL(500, "Something is broken"),
    UNAVAILABLE(503, "The store cannot be used");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    int status() {
      return status;
    }

    String title() {
      return title;
    }
  }

  private final Kind kind;
  private final String code;

  private Problem(Kind kind, String code, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.code = code;
  }

  static Problem of(Kind kind, String message) {
    return new Problem(kind, word(kind), message);
  }

  /** What the server itself refuses. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> of(Kind.NOT_FOUND, "nothing is here");
      case 405 -> of(Kind.METHOD_NOT_ALLOWED, "this cannot be done here");
      case 413 -> of(Kind.TOO_LARGE, "the request's body is too large");
      default -> of(Kind.BAD_REQUEST, "the request cannot be understood");
    };
  }

  static Problem of(DecisionRefused refused) {
    return new Problem(kind(refused.reason()), word(refused.reason()), text(refused));
  }

  private static Kind kind(DecisionRefused.Reason reason) {
    return switch (reason) {
      case UNKNOWN -> Kind.NOT_FOUND;
      case ALREADY_DECIDED, ALREADY_VOTED, PAUSED -> Kind.CONFLICT;
      case EXPIRED -> Kind.EXPIRED;
      case NOT_IN_GROUP, OWN_AGENT, ROLE -> Kind.FORBIDDEN;
      case COMMENT_REQUIRED, WIDER_THAN_RULE -> Kind.NOT_PERMITTED;
    };
  }

  private static String word(Enum<?> name) {
    return Words.kebab(name);
  }

  private static String text(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  int status() {
    return kind.status();
  }

  String title() {
    return kind.title();
  }

  /** A word for programs: {@code already-decided}. */
  String code() {
    return code;
  }

  String detail() {
    return text(this);
  }
}
