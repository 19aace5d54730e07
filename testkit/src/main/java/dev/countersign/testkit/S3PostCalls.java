package dev.countersign.testkit;

import dev.countersign.model.Headers;

/** Uploads from a browser's form ("POST Object", Amazon S3 API reference). */
final class S3PostCalls {

  private final Buckets buckets;

  S3PostCalls(Buckets buckets) {
    this.buckets = buckets;
  }

  Reply post(Call call, S3Target target) {
    PostForm form = PostForm.parse(call.head(), call.content());
    Bucket bucket = buckets.of(call, target);
    PostPolicy.of(form).check(form, bucket.name());
    String key = form.required("key");
    String etag = StoredObject.etagOf(form.file());
    Headers fields = Headers.EMPTY;
    for (var field : form.fields().entrySet()) {
      fields = fields.plus(field.getKey(), field.getValue());
    }
    buckets.checkRoomFor(form.file().length);
    bucket
        .objects()
        .put(
            key,
            new StoredObject(form.file(), etag, Metadata.of(fields), Headers.EMPTY, buckets.now()));
    return answer(form, bucket.name(), key, etag);
  }

  private static Reply answer(PostForm form, String bucket, String key, String etag) {
    String location = "https://" + bucket + ".s3.amazonaws.com/" + PercentEncoding.encodeUtf8(key);
    if (form.field("success_action_redirect").isPresent()) {
      String query =
          "?bucket=" + bucket + "&key=" + PercentEncoding.encodeUtf8(key) + "&etag=" + etag;
      return Reply.empty(303).with("Location", form.required("success_action_redirect") + query);
    }
    Reply reply =
        switch (form.field("success_action_status").orElse("")) {
          case "200" -> Reply.empty(200);
          case "201" ->
              Reply.text(
                  201,
                  "application/xml",
                  Xml.document(
                      "PostResponse",
                      "",
                      xml ->
                          xml.leaf("Location", location)
                              .leaf("Bucket", bucket)
                              .leaf("Key", key)
                              .leaf("ETag", etag)));
          default -> Reply.empty(204);
        };
    return reply.with("Location", location).with("ETag", etag);
  }
}
