package dev.countersign.signer;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.async.SimplePublisher;

/**
 * A stream of events as the AWS SDK for Java signs it.
 *
 * @param messages as they go on the wire, the one that ends it included
 */
record SdkEvents(RequestHead head, List<byte[]> messages) {

  static SdkEvents sign(List<byte[]> events, AwsCredentialsIdentity identity, Clock clock) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol("https")
            .host("transcribestreaming.eu-west-1.amazonaws.com")
            .encodedPath("/stream-transcription")
            .putHeader("Content-Type", "application/vnd.amazon.eventstream")
            .putHeader("x-amzn-transcribe-language-code", "en-US")
            .build();
    SimplePublisher<ByteBuffer> payload = new SimplePublisher<>();
    AsyncSignedRequest signed =
        AwsV4HttpSigner.create()
            .signAsync(
                to ->
                    to.identity(identity)
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "transcribe")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .join();
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    events.forEach(event -> taken.add(payload.send(ByteBuffer.wrap(event))));
    taken.add(payload.complete());
    List<Header> fields = new ArrayList<>();
    signed
        .request()
        .forEachHeader(
            (name, values) -> values.forEach(value -> fields.add(new Header(name, value))));
    RequestHead head =
        new RequestHead("POST", "/stream-transcription", request.host(), 443, new Headers(fields));
    SdkEvents whole = new SdkEvents(head, gathered(signed.payload().orElseThrow()));
    taken.forEach(CompletableFuture::join);
    return whole;
  }

  private static List<byte[]> gathered(Publisher<ByteBuffer> publisher) {
    List<byte[]> gathered = new ArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    publisher.subscribe(
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer bytes) {
            byte[] message = new byte[bytes.remaining()];
            bytes.get(message);
            gathered.add(message);
          }

          @Override
          public void onError(Throwable failure) {
            throw new AssertionError(failure);
          }

          @Override
          public void onComplete() {
            over.countDown();
          }
        });
    try {
      if (!over.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the SDK did not end the stream");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return gathered;
  }
}
