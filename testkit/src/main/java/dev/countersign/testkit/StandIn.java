package dev.countersign.testkit;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.model.AwsCredentials;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/**
 * A running stand-in for AWS on 127.0.0.1: one listener for every host of AWS's, which a client
 * reaches by dialling {@link #address()} instead of the name, with SNI and {@code Host} as they
 * are.
 */
public final class StandIn implements AutoCloseable {

  private static final int THREADS = 2;

  private final StandInOptions options;
  private final CertificateAuthority authority;
  private final CallLog calls = new CallLog();
  private final RoleLog roles = new RoleLog();
  private final KeyRing keys;
  private final World world;
  private final Verifier verifier;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
  private final ConnectionInitializer connections;
  private final Channel listener;

  private StandIn(StandInOptions options) {
    this.options = options;
    // Clients judge certificates by the real time, whatever the options' clock says.
    this.authority = CertificateAuthority.ephemeral("Stand-in for AWS", Clock.systemUTC());
    Caller base =
        new Caller(
            options.baseAccount(),
            "arn:aws:iam::" + options.baseAccount() + ":user/base",
            "AIDASTANDINBASEUSER00");
    this.keys = new KeyRing(new Credential(options.base(), base));
    this.world = new World(options, keys, base, roles);
    this.verifier = new Verifier(keys, options.clock());
    Door door = new Door(verifier, world.services(), calls, options.clock());
    this.connections = new ConnectionInitializer(tlsHosts(), door);
    this.listener = Listening.on(loops, options.port(), connections);
  }

  /**
   * Binds the port and serves until closed.
   *
   * @throws UncheckedIOException where the port cannot be bound; says which
   */
  public static StandIn start(StandInOptions options) {
    return new StandIn(options);
  }

  /** What to dial, with the real port where the options ask for 0. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** The authority behind the certificates it shows, in PEM: what its clients must trust. */
  public String caPem() {
    return authority.certificatePem();
  }

  /** As {@link #caPem()}. */
  public X509Certificate caCertificate() {
    return authority.certificate();
  }

  /** The only credentials that may assume roles. */
  public AwsCredentials baseCredentials() {
    return options.base();
  }

  /** The requests that have arrived, oldest first; at most the last 10,000. */
  public List<ReceivedCall> calls() {
    return calls.all();
  }

  /** How many requests came over HTTP/2, for clients that offer it. */
  public long http2Requests() {
    return connections.streams();
  }

  /** Forgets the requests that have arrived so far. */
  public void clearCalls() {
    calls.clear();
  }

  /** The sessions that STS has issued, oldest first. */
  public List<AssumedRole> assumedRoles() {
    return roles.all();
  }

  /** The credentials of those sessions, so that a test can look for them where they must not be. */
  public List<AwsCredentials> sessionCredentials() {
    return keys.sessions();
  }

  /**
   * Puts a little of everything into an account, in us-east-1: bucket {@code NAME-reports} with
   * three objects, table {@code NAME-orders} with two items, instances {@code NAME-web-1} and
   * {@code NAME-web-2}, function {@code NAME-hello}, queue {@code NAME-jobs}, user {@code
   * NAME-ana}.
   *
   * @param account 12 digits
   * @param name in lower case, as it may stand in a bucket's name
   */
  public void seed(String account, String name) {
    world.seed(account, name);
  }

  /**
   * Makes an empty bucket in us-east-1, as directory buckets need that are not made by a call.
   *
   * @param account the owner, 12 digits
   */
  public void seedBucket(String account, String bucket) {
    world.seedBucket(account, bucket);
  }

  /**
   * Makes a bucket in us-east-1 whose policy lets every account read and write, as a stranger's
   * would be who wants to be sent something.
   *
   * @param account the owner, 12 digits
   */
  public void seedOpenBucket(String account, String bucket) {
    world.seedOpenBucket(account, bucket);
  }

  /** {@link #seed Seeds} the two accounts of {@link StandInOptions#demo()}. */
  public void seedDemo() {
    seed(StandInOptions.PROD, "prod");
    seed(StandInOptions.STAGING, "staging");
  }

  /** The judge of this world's signatures. */
  Verifier verifier() {
    return verifier;
  }

  /** Certificates of {@link #caPem} for every host of AWS's. */
  TlsHosts tlsHosts() {
    return new TlsHosts(authority.leaves());
  }

  /** Stops at once; running exchanges are broken off. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    Listening.stop(loops);
  }
}
