package dev.countersign.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Turns botocore's models and the IAM data into the resources that this module ships. The same
 * input gives the same bytes.
 *
 * <p>Facts only are taken: names, bindings, endpoints. Documentation stays behind.
 */
public final class CatalogCompiler {

  private CatalogCompiler() {}

  /** Takes botocore's {@code data} directory, that of the IAM data, and where to write. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException(
          "usage: CatalogCompiler BOTOCORE_DATA_DIR IAM_DATA_DIR OUT_DIR");
    }
    compile(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  /**
   * Reads every model under {@code data}, joins what is known under {@code iam}, and writes the
   * resources into {@code out}.
   *
   * @throws IOException where a model is missing, is not what it should be, or nothing can be
   *     written
   */
  public static void compile(Path data, Path iam, Path out) throws IOException {
    IamCompiler permissions = new IamCompiler(new IamDirectory(iam));
    compile(data, permissions::join, out);
  }

  /** Where the compiler learns what IAM knows of a service's operations. */
  interface IamJoin {
    ServiceModel join(ServiceModel service) throws IOException;
  }

  static void compile(Path data, IamJoin permissions, Path out) throws IOException {
    ModelDirectory models = new ModelDirectory(data);
    Files.createDirectories(out);
    byte[] endpoints =
        new JsonMapper().writeValueAsBytes(EndpointCompiler.compile(models).toJson());
    write(out.resolve(EndpointData.RESOURCE), endpoints);
    StringBuilder lines = new StringBuilder();
    for (ServiceModel service : OperationCompiler.compile(models)) {
      lines.append(IndexLine.write(permissions.join(service))).append('\n');
    }
    write(out.resolve(OperationIndex.RESOURCE), lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }
}
