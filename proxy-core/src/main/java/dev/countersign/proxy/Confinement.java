package dev.countersign.proxy;

import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Payload;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code confine: buckets}. Names of buckets are known to everybody and a stranger can open one to
 * the world, so a rule that allows {@code PutObject} could carry data anywhere. A confined call
 * names the account that has to own each bucket it reaches, and S3 refuses it for any other (Amazon
 * S3 User Guide, "Verifying bucket ownership with bucket owner condition").
 */
final class Confinement {

  /** Where a sender says whose bucket or whose account it means. */
  private static final List<String> OWNERS =
      List.of(
          "x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner", "x-amz-account-id");

  private static final Pattern S3_ARN_WITH_ACCOUNT =
      Pattern.compile("arn:[a-z0-9-]*:s3[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):");

  private Confinement() {}

  /**
   * The request with the headers that hold it to the buckets of its account.
   *
   * @param headers those that the operation takes; empty where nothing can hold it
   * @throws Refusal DENIED where the request names another owner, or cannot be held
   */
  static InboundSignature of(
      InboundSignature signature, AwsCall call, Optional<List<String>> headers) {
    if (signature.payload() instanceof Payload.Form) {
      throw refusal(call, "S3 takes no owner in a form, so use PutObject");
    }
    Headers sent = signature.request().headers();
    String account = call.account().id();
    for (String header : OWNERS) {
      if (!sent.single(header).orElse(account).equals(account)) {
        throw refusal(call, header + " names another account");
      }
    }
    for (String resource : call.resources()) {
      Matcher arn = S3_ARN_WITH_ACCOUNT.matcher(resource);
      if (arn.lookingAt() && !arn.group(1).equals(account)) {
        throw refusal(call, "it names a resource of another account");
      }
    }
    InboundSignature confined = signature;
    for (String header : headers.orElseThrow(() -> refusal(call, "S3 takes no owner for it"))) {
      confined = sent.contains(header) ? confined : confined.with(header, account);
    }
    return confined;
  }

  /**
   * The URL where it names that account by itself: it is for somebody who has to send what it says.
   *
   * @throws Refusal DENIED as above, and where it names no owner
   */
  static InboundMint of(InboundMint mint, AwsCall call, Optional<List<String>> headers) {
    if (!of(mint.presigned(), call, headers).equals(mint.presigned())) {
      throw refusal(call, "the URL names no owner, so presign it with x-amz-expected-bucket-owner");
    }
    return mint;
  }

  private static Refusal refusal(AwsCall call, String why) {
    return new Refusal(
        Failure.DENIED,
        "calls for the account "
            + call.account().name()
            + " are confined to its own buckets, and "
            + call.service()
            + ":"
            + call.action()
            + " cannot be: "
            + why);
  }
}
