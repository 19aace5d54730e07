package dev.countersign.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.testkit.StandInOptions;
import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The calls of the load, signed by the AWS SDK with an agent's placeholder key. */
final class LoadCalls {

  private static final String REGION = "eu-west-1";
  static final String S3 = "load.s3." + REGION + ".amazonaws.com";
  static final String LAMBDA = "lambda." + REGION + ".amazonaws.com";

  private static final String FUNCTION =
      "{\"FunctionName\":\"load\",\"Role\":\"arn:aws:iam::"
          + StandInOptions.STAGING
          + ":role/load\",\"Code\":{\"ZipFile\":\"";
  private static final String FUNCTION_END = "\"}}";

  private final AwsCredentialsIdentity agent;

  LoadCalls(String agentSecret) {
    this.agent =
        AwsCredentialsIdentity.create("AKIA" + StandInOptions.STAGING + "LOAD", agentSecret);
  }

  /**
   * One call of a step, signed now. Its body is made as it is read, any number of times.
   *
   * @param index from 0 to the step's count
   */
  SignedRequest signed(LoadPlan.Step step, int index) {
    return AwsV4HttpSigner.create()
        .sign(
            request -> {
              request.identity(agent).putProperty(AwsV4HttpSigner.REGION_NAME, REGION);
              switch (step) {
                case LoadPlan.Upload upload -> upload(request, upload, index);
                case LoadPlan.Download download -> download(request, download);
                case LoadPlan.HashedFirst function -> function(request, function);
              }
            });
  }

  private static void upload(
      SignRequest.Builder<AwsCredentialsIdentity> request, LoadPlan.Upload upload, int index) {
    s3(request);
    upload.forms().get(index % upload.forms().size()).choose(request);
    request
        .request(
            to(SdkHttpMethod.PUT, S3, "/key")
                .putHeader("Content-Length", Long.toString(upload.bytes()))
                .build())
        .payload(() -> new Repeated(upload.bytes()));
  }

  private static void download(
      SignRequest.Builder<AwsCredentialsIdentity> request, LoadPlan.Download download) {
    s3(request);
    request.request(to(SdkHttpMethod.GET, S3, "/bytes/" + download.bytes()).build());
  }

  /** By a URL, since in a header the SDK would tell the hash beforehand. */
  private static void function(
      SignRequest.Builder<AwsCredentialsIdentity> request, LoadPlan.HashedFirst function) {
    long filler = function.bytes() - FUNCTION.length() - FUNCTION_END.length();
    ContentStreamProvider body =
        () ->
            new SequenceInputStream(
                Collections.enumeration(
                    List.of(
                        new ByteArrayInputStream(FUNCTION.getBytes(UTF_8)),
                        new Repeated(filler),
                        new ByteArrayInputStream(FUNCTION_END.getBytes(UTF_8)))));
    request
        .request(
            to(SdkHttpMethod.POST, LAMBDA, "/2015-03-31/functions")
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Length", Long.toString(function.bytes()))
                .build())
        .payload(body)
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(15));
  }

  private static void s3(SignRequest.Builder<AwsCredentialsIdentity> request) {
    request
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
  }

  private static SdkHttpRequest.Builder to(SdkHttpMethod method, String host, String path) {
    return SdkHttpRequest.builder().method(method).protocol("https").host(host).encodedPath(path);
  }
}
