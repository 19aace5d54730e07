package dev.countersign.cli;

import dev.countersign.model.Headers;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.Presigned;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Git asks a credential helper for (git-credential(1), "INPUT/OUTPUT FORMAT"), where it is a
 * repository of AWS CodeCommit.
 *
 * @param region of the repository
 */
record GitCredential(URI repository, String region) {

  private static final int LONGEST = 64 * 1024;
  private static final String SERVICE = "codecommit";

  private static final Pattern HOST =
      Pattern.compile("git-codecommit(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

  /**
   * Reads the question.
   *
   * @return empty where it is for another host, which other helpers may know
   * @throws CliException where Git does not say which repository
   */
  static Optional<GitCredential> read(InputStream in) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line :
        new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).lines().toList()) {
      List<String> parts = List.of(line.split("=", 2));
      fields.put(parts.getFirst(), parts.getLast());
    }
    Matcher host = HOST.matcher(fields.getOrDefault("host", ""));
    if (!host.matches() || !fields.getOrDefault("protocol", "").equals("https")) {
      return Optional.empty();
    }
    String path = fields.get("path");
    if (path == null) {
      throw new CliException(
          "Git does not say which repository: git config --global credential.UseHttpPath true");
    }
    return Optional.of(
        new GitCredential(
            MintClient.url("https://" + host.group() + "/" + path.replaceFirst("^/", "")),
            host.group(1)));
  }

  /** The answer in Git's format, with a user and a password that the gateway makes. */
  String answer(MintClient client) {
    Presigned minted =
        client.mint(
            "GIT",
            repository,
            Headers.EMPTY,
            new SigningScope(region, SERVICE),
            TokenCommand.LIFETIME);
    // Decoded: the user name has a percent sign between the key's id and the session's token.
    List<String> userInfo = List.of(URI.create(minted.url()).getUserInfo().split(":", 2));
    return "username=%s\npassword=%s\npassword_expiry_utc=%d"
        .formatted(userInfo.getFirst(), userInfo.getLast(), minted.expires().getEpochSecond());
  }
}
