package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {

  private static final String HOST = "s3.eu-west-1.amazonaws.com";

  @TempDir private Path state;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOST,
        "my.bucket.with.dots.s3.amazonaws.com",
        "a-bucket-name-that-is-too-long-for-a-common-name.s3.eu-west-1.amazonaws.com"
      })
  void aLeafIsValidForExactlyItsHost(String host) throws Exception {
    CertificateAuthority authority = CertificateAuthority.ephemeral("test", clock);
    LeafCertificates.Leaf leaf = authority.leaves().forHost(host).get();
    validate(authority, leaf);
    X509Certificate certificate = leaf.chain().getFirst();
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, host));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.chain()).hasSize(2).last().isEqualTo(authority.certificate());
  }

  @Test
  void everyExtensionThatStrictClientsWantIsThere() throws Exception {
    CertificateAuthority authority = CertificateAuthority.ephemeral("test", clock);
    X509Certificate root = authority.certificate();
    assertThat(root.getCriticalExtensionOIDs()).contains("2.5.29.19", "2.5.29.15");
    assertThat(root.getNonCriticalExtensionOIDs()).contains("2.5.29.14");
    assertThat(root.getBasicConstraints()).isZero();
    X509Certificate leaf = authority.leaves().forHost(HOST).get().chain().getFirst();
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.15");
    assertThat(leaf.getNonCriticalExtensionOIDs()).contains("2.5.29.14", "2.5.29.35");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(127);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        "-a.b",
        "a-.b",
        "A.b",
        "*.amazonaws.com",
        "a_b.c",
        "a.b.",
        "ä.b",
        "a b",
        "a\u0000.b",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.b"
      })
  void nothingElseGetsALeaf(String host) {
    LeafCertificates leaves = CertificateAuthority.ephemeral("test", clock).leaves();
    assertThatThrownBy(() -> leaves.forHost(host).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLeafIsMintedOnceHoweverManyAskAndRenewedBeforeItEnds() throws Exception {
    LeafCertificates leaves = CertificateAuthority.ephemeral("test", clock).leaves();
    List<X509Certificate> minted =
        IntStream.range(0, 100).mapToObj(i -> leaves.forHost(HOST)).toList().stream()
            .map(CompletableFuture::join)
            .map(leaf -> leaf.chain().getFirst())
            .distinct()
            .toList();
    assertThat(minted).hasSize(1);
    now.updateAndGet(t -> t.plus(Duration.ofDays(4)));
    assertThat(leaves.forHost(HOST).get().chain().getFirst()).isEqualTo(minted.getFirst());
    now.updateAndGet(t -> t.plus(Duration.ofDays(1)));
    X509Certificate renewed = leaves.forHost(HOST).get().chain().getFirst();
    assertThat(renewed).isNotEqualTo(minted.getFirst());
    assertThat(renewed.getNotAfter()).isAfter(minted.getFirst().getNotAfter());
  }

  @Test
  void oneCallersImpatienceIsItsOwn() throws Exception {
    LeafCertificates leaves = CertificateAuthority.ephemeral("test", clock).leaves();
    leaves.forHost(HOST).cancel(true);
    assertThat(leaves.forHost(HOST).get().chain()).hasSize(2);
  }

  @Test
  void noLeafOutlivesItsAuthorityOrIsMintedForEachCallAtItsEnd() throws Exception {
    CertificateAuthority authority = CertificateAuthority.ephemeral("test", clock);
    LeafCertificates leaves = authority.leaves();
    now.updateAndGet(t -> t.plus(Duration.ofDays(3649)));
    X509Certificate leaf = leaves.forHost(HOST).get().chain().getFirst();
    assertThat(leaf.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
    assertThat(leaves.forHost(HOST).get().chain().getFirst()).isEqualTo(leaf);
  }

  @Test
  void authoritiesCanBeToldApart() throws Exception {
    CertificateAuthority one = CertificateAuthority.open(state.resolve("one"), clock);
    CertificateAuthority two = CertificateAuthority.open(state.resolve("two"), clock);
    assertThat(one.certificate().getSubjectX500Principal().getName())
        .contains("CN=Countersign CA ")
        .isNotEqualTo(two.certificate().getSubjectX500Principal().getName());
  }

  @Test
  void aDirectoryThatOthersMayWriteIsRefused() throws IOException {
    CertificateAuthority.open(state, clock);
    Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThatThrownBy(() -> CertificateAuthority.open(state, clock))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("chmod 700 " + file().getParent());
  }

  @Test
  void anAuthorityOfTheFutureAndALeafAreRefused() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(state, clock);
    LeafCertificates.Leaf leaf = authority.leaves().forHost(HOST).get();
    now.updateAndGet(t -> t.minus(Duration.ofDays(1)));
    assertThatThrownBy(() -> CertificateAuthority.open(state, clock))
        .hasMessageContaining("begins only on")
        .hasMessageContaining("this machine's clock says");
    refused(
        Pem.privateKey(leaf.key()) + Pem.certificate(leaf.chain().getFirst()),
        "not an authority's");
  }

  @Test
  void theAuthorityIsMadeOnceAndKeptToItsOwner() throws IOException {
    CertificateAuthority made = CertificateAuthority.open(state, clock);
    CertificateAuthority again = CertificateAuthority.open(state, clock);
    assertThat(again.certificate()).isEqualTo(made.certificate());
    assertThat(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    Path file = file();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(made.certificatePem()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void manyThatStartAtOnceShareOneAuthority() {
    Set<X509Certificate> made =
        Set.copyOf(
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        CompletableFuture.supplyAsync(
                            () -> CertificateAuthority.open(state, clock).certificate()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList());
    assertThat(made).hasSize(1);
    assertThat(state.resolve("ca").toFile().list()).containsExactly("authority.pem");
  }

  @Test
  void aFileThatCannotBeUsedIsNamedWithWhatToDo() throws IOException {
    CertificateAuthority.open(state, clock);
    String whole = Files.readString(file());

    refused("", "no certificate authority");
    refused("hello\n", "no certificate authority");
    refused(whole.substring(0, whole.length() / 3), "PEM");
    refused(whole.replaceFirst("MI", "!!"), "PEM");
    refused(whole + whole, "no certificate authority");
    String stranger = CertificateAuthority.ephemeral("other", clock).certificatePem();
    refused(
        whole.substring(0, whole.indexOf("-----BEGIN CERT")) + stranger, "does not belong to the");

    Files.writeString(file(), whole);
    now.updateAndGet(t -> t.plus(Duration.ofDays(3651)));
    assertThatThrownBy(() -> CertificateAuthority.open(state, clock))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("expired");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> CertificateAuthority.open(state, clock))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Path inTheWay = Files.writeString(state.resolve("file"), "");
    assertThatThrownBy(() -> CertificateAuthority.open(inTheWay, clock))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(inTheWay.toString());
  }

  @Test
  void theBundleHoldsOursAndTheCallersOnce() throws Exception {
    CertificateAuthority authority = CertificateAuthority.ephemeral("test", clock);
    CertificateAuthority other = CertificateAuthority.ephemeral("other", clock);
    Path before =
        Files.writeString(
            state.resolve("bundle.pem"), authority.certificatePem() + other.certificatePem());
    String bundle = authority.bundlePem(Map.of("AWS_CA_BUNDLE", before.toString()));
    assertThat(bundle)
        .containsOnlyOnce(authority.certificatePem())
        .containsOnlyOnce(other.certificatePem());
    assertThat(authority.bundlePem(Map.of("AWS_CA_BUNDLE", "/no/such/file")))
        .startsWith(authority.certificatePem())
        .hasSizeGreaterThan(10_000);
  }

  @Test
  void theTrustStoreHoldsOursBesideTheJdksRoots() throws Exception {
    CertificateAuthority authority = CertificateAuthority.ephemeral("test", clock);
    Path file = state.resolve("trust.p12");
    authority.writeTrustStore(file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, CertificateAuthority.TRUST_STORE_PASSWORD.toCharArray());
    }
    assertThat(store.getCertificate("countersign")).isEqualTo(authority.certificate());
    assertThat(store.size()).isGreaterThan(50);
  }

  private Path file() {
    return state.resolve("ca").resolve("authority.pem");
  }

  private void refused(String content, String why) throws IOException {
    Files.writeString(file(), content);
    assertThatThrownBy(() -> CertificateAuthority.open(state, clock))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining(why);
  }

  private void validate(CertificateAuthority authority, LeafCertificates.Leaf leaf)
      throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now.get()));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509")
                .generateCertPath(List.of(leaf.chain().getFirst())),
            parameters);
  }
}
