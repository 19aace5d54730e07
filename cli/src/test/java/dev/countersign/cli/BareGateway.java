package dev.countersign.cli;

import dev.countersign.cli.SignedRequests.Signed;
import dev.countersign.config.ConfigReader;
import dev.countersign.config.GatewayConfig;
import dev.countersign.credentials.Agents;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.signer.BodyPlan;
import dev.countersign.signer.BodyResigner;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.SignedRequest;
import dev.countersign.signer.Signer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the gateway makes of a signed request, with the sandbox's one agent and without rules,
 * network and AWS: the steps of an exchange that have to do with signatures.
 */
final class BareGateway {

  /** Bytes of a body that come at a time; odd, so that nothing begins where a piece does. */
  private static final int PIECE = 1_021;

  private final Agents agents;
  private final Signer signer = new Signer(SignedRequests.NOW);
  private final AwsCredentials real;
  private final Secret agentsSecret;

  /**
   * @param directory an empty one, for the config
   * @param real what is signed with
   */
  BareGateway(Path directory, AwsCredentials real) throws IOException {
    Path file =
        Sandbox.write(
            directory,
            "127.0.0.1:0",
            "rules: []",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            "");
    GatewayConfig config = ConfigReader.read(file, Map.of());
    this.agents = new Agents(config, SignedRequests.NOW);
    this.agentsSecret =
        PlaceholderProfile.secret(
            config.agents().values().iterator().next().secretFile().orElseThrow());
    this.real = real;
  }

  /** The one of the agent whose key is {@link SignedRequests#KEY}. */
  Secret agentsSecret() {
    return agentsSecret;
  }

  /**
   * What AWS would get.
   *
   * @throws Refusal where the gateway would not send it, or not to its end
   */
  Signed resign(Signed sent) {
    RequestBody body = RequestBody.of(sent.body());
    Inbound inbound = Inbound.parse(sent.head(), body);
    Agents.Caller caller = agents.identify(inbound, body, "127.0.0.1", Optional.empty());
    if (!(inbound instanceof InboundSignature signature)) {
      throw new AssertionError("nobody proved who sent it, and it was let in: " + sent);
    }
    SignedRequest signed = signer.sign(signature, caller.chunks(), body, real);
    RequestHead head =
        new RequestHead(
            signed.method(), signed.target(), signed.host(), signed.port(), signed.headers());
    return new Signed(sent.kind(), head, body(signed.body(), sent.body()));
  }

  private static byte[] body(BodyPlan plan, byte[] body) {
    return switch (plan) {
      case BodyPlan.PassThrough _, BodyPlan.Held _ -> body;
      case BodyPlan.Promised(String sha256) -> {
        if (!RequestBody.of(body).sha256().equals(sha256)) {
          throw new Refusal(Failure.BODY_MISMATCH, "not the body whose hash was promised");
        }
        yield body;
      }
      case BodyPlan.SignedChunks(var chunks) -> pass(chunks, body);
      case BodyPlan.Events(var events) -> pass(events, body);
      case BodyPlan.Form _, BodyPlan.Messages _ ->
          throw new AssertionError("no form and no upgrade is generated");
    };
  }

  private static byte[] pass(BodyResigner parts, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
    for (int at = 0; at < body.length; at += PIECE) {
      out.writeBytes(parts.pass(ByteBuffer.wrap(body, at, Math.min(PIECE, body.length - at))));
    }
    parts.end();
    return out.toByteArray();
  }
}
