package dev.countersign.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * Turns botocore's models into the resources that this module ships. The same models give the same
 * bytes.
 *
 * <p>Facts only are taken: names, bindings, endpoints. Documentation stays behind.
 */
public final class CatalogCompiler {

  private CatalogCompiler() {}

  /** Takes botocore's {@code data} directory and the directory to write to. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: CatalogCompiler BOTOCORE_DATA_DIR OUT_DIR");
    }
    compile(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  /**
   * Reads every model under {@code data} and writes the resources into {@code out}.
   *
   * @throws IOException where a model is missing, is not what it should be, or nothing can be
   *     written
   */
  public static void compile(Path data, Path out) throws IOException {
    ModelDirectory models = new ModelDirectory(data);
    Files.createDirectories(out);
    byte[] endpoints =
        new JsonMapper().writeValueAsBytes(EndpointCompiler.compile(models).toJson());
    write(out.resolve(EndpointData.RESOURCE), endpoints);
    String lines =
        OperationCompiler.compile(models).stream()
            .map(service -> IndexLine.write(service) + "\n")
            .collect(Collectors.joining());
    write(out.resolve(OperationIndex.RESOURCE), lines.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }
}
