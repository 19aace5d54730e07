package dev.countersign.cli;

import java.nio.file.Path;
import java.util.List;

/** What an agent types that writes an object. */
enum S3Writer {
  AWS_CLI {
    @Override
    void check() {
      Clients.needs("aws", "--version");
    }

    @Override
    List<String> put(String bucket, String key, Path file) {
      return List.of(
          "aws",
          "s3api",
          "put-object",
          "--bucket",
          bucket,
          "--key",
          key,
          "--body",
          file.toString());
    }
  },
  BOTO3 {
    @Override
    void check() {
      Clients.needs("python3", "-c", "import boto3");
    }

    @Override
    List<String> put(String bucket, String key, Path file) {
      return List.of(
          "python3",
          "-c",
          "import boto3, sys; boto3.client('s3').put_object(Bucket=sys.argv[1], Key=sys.argv[2],"
              + " Body=open(sys.argv[3], 'rb'))",
          bucket,
          key,
          file.toString());
    }
  };

  /** Leaves the test out where there is no such client. */
  abstract void check();

  abstract List<String> put(String bucket, String key, Path file);
}
