package dev.countersign.cli;

import dev.countersign.config.SecretFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Whom the demo's rules ask.
 *
 * @param password for the console's pages
 * @param token the file that holds the token for the commands
 */
record DemoPerson(String name, String password, Path token) {

  private static final String NAME = "ana";

  /** Makes what the person proves with, in the sandbox's directory. */
  static DemoPerson in(Path directory) {
    Path token = directory.resolve(NAME + ".token");
    String password = NewPassword.random();
    try {
      PrivateFile.write(token, NewPassword.random());
      PrivateFile.write(
          directory.resolve(NAME + ".password"), NewPassword.hash(password.toCharArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be written: " + e, e);
    }
    return new DemoPerson(NAME, password, token);
  }

  /** What the sandbox's config says of the person. */
  String config() {
    return """
        console: { listen: "127.0.0.1:0" }
        people:
          %s: { role: admin, token-file: %s.token, password-file: %s.password }
        """
        .formatted(name, name, name);
  }

  static URI console(Sandbox sandbox) {
    return URI.create("http://" + Listing.address(sandbox.gateway().console().orElseThrow()));
  }

  /** The console, as this person; to be closed. */
  ConsoleClient at(Sandbox sandbox) {
    return new ConsoleClient(console(sandbox), SecretFiles.read(token));
  }
}
