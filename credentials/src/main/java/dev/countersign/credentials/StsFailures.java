package dev.countersign.credentials;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an exception of the AWS SDK means to the agent whose call needed credentials. */
final class StsFailures {

  private static final Logger log = LoggerFactory.getLogger(StsFailures.class);

  private StsFailures() {}

  /**
   * An answer of STS that is not about its own health is a refusal and carries STS's code and
   * message; everything else may heal. Exceptions are never passed on as a cause: their texts have
   * not been scrubbed.
   *
   * @param what was asked for: {@code a session of arn:...}
   * @param scrub makes a text fit to be shown
   */
  static Refusal refusal(String what, SdkException e, UnaryOperator<String> scrub) {
    return switch (e) {
      case AwsServiceException answer
          when answer.isThrottlingException() || answer.statusCode() >= 500 ->
          new Refusal(
              Failure.CREDENTIALS_UNREACHABLE,
              "STS cannot give " + what + " at the moment: " + describe(answer, scrub));
      case AwsServiceException answer ->
          new Refusal(
              Failure.CREDENTIALS_REFUSED,
              "STS refused "
                  + what
                  + ": "
                  + describe(answer, scrub)
                  + " (trying again does not help; the operator has to change it)");
      default -> {
        log.warn("STS was asked for {} and did not answer: {}", what, scrub.apply(rootOf(e)));
        yield new Refusal(
            Failure.CREDENTIALS_UNREACHABLE, "STS did not answer when asked for " + what);
      }
    };
  }

  private static String describe(AwsServiceException answer, UnaryOperator<String> scrub) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null
        ? "HTTP status " + answer.statusCode()
        : scrub.apply(details.errorCode() + ": " + details.errorMessage());
  }

  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
