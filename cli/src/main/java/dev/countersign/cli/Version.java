package dev.countersign.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the number comes from the jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "countersign " + Objects.requireNonNullElse(version, "(unpackaged)"),
      "java " + Runtime.version()
    };
  }
}
