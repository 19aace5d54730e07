package dev.countersign.bench;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.SignedRequest;
import dev.countersign.signer.Signer;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request without a body, as the AWS CLI sends it to S3 with twelve headers: its signature read
 * and verified, and the request signed again with a role session's credentials. Keys are cached, as
 * they are for every request of a day but the first.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the method that sets the fields
public class SignBenchmark {

  private static final Secret AGENT = Secret.of("an-agent-s-own-secret-of-forty-letters-01");
  private static final AwsCredentials REAL =
      new AwsCredentials(
          "ASIAREALREALREALREAL",
          Secret.of("a-real-secret-of-forty-letters-0123456789"),
          Secret.of("IQoJb3JpZ2luX2VjE".repeat(40)),
          null);

  @Param({"SIGV4", "SIGV4A"})
  private SigningAlgorithm algorithm;

  private final Signer signer = new Signer(Clock.systemUTC());
  private RequestHead head;
  private InboundSignature inbound;

  @Setup
  public void sign() {
    String time = "20260302T120000Z";
    String scope = algorithm == SigningAlgorithm.SIGV4 ? "eu-west-1/s3" : "s3";
    String signature = algorithm == SigningAlgorithm.SIGV4 ? "0".repeat(64) : "3006020101020101";
    Headers headers =
        Headers.of(
            "Host", "reports.s3.eu-west-1.amazonaws.com",
            "Accept-Encoding", "identity",
            "User-Agent", "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux md/arch#x86_64",
            "X-Amz-Date", time,
            "X-Amz-Security-Token", "placeholder",
            "x-amz-content-sha256", RequestBody.EMPTY.sha256(),
            "x-amz-checksum-mode", "ENABLED",
            "Range", "bytes=0-8388607",
            "If-Match", "\"9bb58f26192e4ba00f01e2e7b136bbd8\"",
            "amz-sdk-invocation-id", "6c9b0f6e-6d0f-4d5e-9a3b-0d6a5ed7a6c1",
            "amz-sdk-request", "attempt=1");
    String names = "host;x-amz-checksum-mode;x-amz-content-sha256;x-amz-date;x-amz-security-token";
    if (algorithm == SigningAlgorithm.SIGV4A) {
      headers = headers.plus("X-Amz-Region-Set", "*");
      names = names.replace("x-amz-security", "x-amz-region-set;x-amz-security");
    }
    String authorization =
        "%s Credential=AKIA222222222222CLDE/20260302/%s/aws4_request, SignedHeaders=%s, Signature=%s"
            .formatted(algorithm.word(), scope, names, signature);
    RequestHead draft =
        new RequestHead(
            "GET",
            "/2026/03/report%20of%20the%20month.csv?partNumber=3&x-id=GetObject",
            "reports.s3.eu-west-1.amazonaws.com",
            443,
            headers.plus("Authorization", authorization));
    head = signedByTheAgent(draft, Instant.parse("2026-03-02T12:00:00Z"));
    inbound = InboundSignature.parse(head);
    verify();
  }

  private static RequestHead signedByTheAgent(RequestHead draft, Instant time) {
    SignedRequest signed =
        new Signer(Clock.fixed(time, java.time.ZoneOffset.UTC))
            .sign(
                InboundSignature.parse(draft),
                Optional.empty(),
                RequestBody.EMPTY,
                new AwsCredentials("AKIA222222222222CLDE", AGENT, Secret.of("placeholder"), null));
    return new RequestHead(
        signed.method(), signed.target(), signed.host(), signed.port(), signed.headers());
  }

  @Benchmark
  public InboundSignature read() {
    return InboundSignature.parse(head);
  }

  @Benchmark
  public Object verify() {
    return inbound.verify(RequestBody.EMPTY, AGENT, Instant.parse("2026-03-02T12:00:05Z"));
  }

  @Benchmark
  public SignedRequest signAgain() {
    return signer.sign(inbound, Optional.empty(), RequestBody.EMPTY, REAL);
  }
}
