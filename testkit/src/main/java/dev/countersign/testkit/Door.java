package dev.countersign.testkit;

import dev.countersign.model.ErrorFormat;
import dev.countersign.model.RequestHead;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to its answer: the signature first, then the service that the host names. Every
 * request leaves one entry in the log. Safe for use by several threads.
 */
final class Door {

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final Verifier verifier;
  private final Map<String, Service> services;
  private final CallLog log;
  private final Clock clock;

  Door(Verifier verifier, Map<String, Service> services, CallLog log, Clock clock) {
    this.verifier = verifier;
    this.services = Map.copyOf(services);
    this.log = log;
    this.clock = clock;
  }

  /** Answers in every case, with an error where need be. Blocks for as long as hashing takes. */
  Reply answer(RequestHead head, byte[] body, AwsEndpoint endpoint) {
    return attempt(head, endpoint, entry -> serve(head, body, endpoint, entry));
  }

  /**
   * Opens a WebSocket.
   *
   * @param opened told of the conversation, and then the reply says 101 and is no answer
   */
  Reply open(RequestHead head, AwsEndpoint endpoint, Consumer<Conversation> opened) {
    return attempt(
        head,
        endpoint,
        entry -> {
          Verifier.Opener opener = verifier.verifyUpgrade(head, endpoint);
          entry.caller = Optional.of(opener.verified().caller());
          if (!(services.get(endpoint.service()) instanceof SocketService service)) {
            throw AwsError.unknownOperation(endpoint.service());
          }
          Call call = new Call(opener.verified(), endpoint, head);
          entry.action = service.operation(call);
          opened.accept(service.open(entry.action, call, opener.chain()));
          return Reply.empty(101);
        });
  }

  private Reply attempt(RequestHead head, AwsEndpoint endpoint, Function<Entry, Reply> what) {
    String requestId = UUID.randomUUID().toString();
    ErrorFormat format = ErrorReply.formatFor(endpoint, head);
    Entry entry = new Entry(head, endpoint);
    Reply reply;
    try {
      reply = what.apply(entry);
    } catch (Rejected e) {
      entry.rejection = Optional.of(e.reason());
      AwsError error = e.reason().in(format, e.text());
      entry.error = error.code();
      reply = ErrorReply.of(error, format, requestId);
    } catch (AwsError e) {
      entry.error = e.code();
      reply = ErrorReply.of(e, format, requestId);
    } catch (RuntimeException e) {
      LOG.error("the stand-in failed at {} {}", head.method(), head.target(), e);
      entry.error = "InternalFailure";
      AwsError error = new AwsError(500, "InternalFailure", "The stand-in failed: " + e);
      reply = ErrorReply.of(error, format, requestId);
    }
    log.add(entry.finished(reply.status()));
    return dated(reply, endpoint, requestId);
  }

  private Reply serve(RequestHead head, byte[] body, AwsEndpoint endpoint, Entry entry) {
    Verified verified = verifier.verify(head, body, endpoint);
    entry.caller = Optional.of(verified.caller());
    Service service = services.get(endpoint.service());
    if (service == null) {
      throw AwsError.unknownOperation(endpoint.service());
    }
    Call call = new Call(verified, endpoint, head);
    entry.action = service.operation(call);
    return service.answer(entry.action, call);
  }

  private Reply dated(Reply reply, AwsEndpoint endpoint, String requestId) {
    Reply dated =
        reply.with(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC)));
    return endpoint.service().startsWith("s3")
        ? dated.with("x-amz-request-id", requestId).with("x-amz-id-2", "stand-in")
        : dated.with("x-amzn-RequestId", requestId);
  }

  /** A log entry that is still being written. */
  private final class Entry {
    private final RequestHead head;
    private final AwsEndpoint endpoint;
    private String action = "";
    private String error = "";
    private Optional<Caller> caller = Optional.empty();
    private Optional<Rejection> rejection = Optional.empty();

    Entry(RequestHead head, AwsEndpoint endpoint) {
      this.head = head;
      this.endpoint = endpoint;
    }

    private String claimedKey() {
      try {
        return Claim.of(head).accessKeyId();
      } catch (Rejected e) {
        return "";
      }
    }

    ReceivedCall finished(int status) {
      return new ReceivedCall(
          clock.instant(),
          head.method(),
          head.host(),
          head.rawPath(),
          endpoint.service(),
          endpoint.region(),
          action,
          claimedKey(),
          caller.map(Caller::account).orElse(""),
          caller.map(Caller::arn).orElse(""),
          rejection,
          status,
          error);
    }
  }
}
