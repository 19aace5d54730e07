package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses, whether they are public, and whether AWS may live there. */
class AddressGuardTest {

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, true, true",
    "52.95.110.1, true, true",
    "172.15.0.1, true, true",
    "172.32.0.1, true, true",
    "100.63.0.1, true, true",
    "100.128.0.1, true, true",
    "2600:1f18::1, true, true",
    "10.0.0.1, false, true",
    "172.16.0.1, false, true",
    "172.31.255.255, false, true",
    "192.168.1.1, false, true",
    "100.64.0.1, false, true",
    "198.18.0.1, false, true",
    "192.0.2.1, false, true",
    "192.0.0.8, false, true",
    "fc00::1, false, true",
    "fd12:3456::1, false, true",
    "fec0::1, false, true",
    "2001:db8::1, false, true",
    "64:ff9b:1::8.8.8.8, false, true",
    "64:ff9b::10.0.0.1, false, true",
    "2002:a00:1::1, false, true",
    "127.0.0.1, false, false",
    "127.255.255.254, false, false",
    "0.0.0.0, false, false",
    "0.1.2.3, false, false",
    "169.254.169.254, false, false",
    "169.254.0.1, false, false",
    "224.0.0.1, false, false",
    "255.255.255.255, false, false",
    "240.0.0.1, false, false",
    "::, false, false",
    "::1, false, false",
    "fe80::1, false, false",
    "ff02::1, false, false",
    "fd00:ec2::254, false, false",
    "::ffff:127.0.0.1, false, false",
    "::ffff:169.254.169.254, false, false",
    "::127.0.0.1, false, false",
    "::ffff:0:169.254.169.254, false, false",
    "64:ff9b::169.254.169.254, false, false",
    "64:ff9b::127.0.0.1, false, false",
    "2002:a9fe:a9fe::1, false, false",
    "2002:7f00:1::, false, false",
    "2001:0:808:808:0:0:5601:5601, false, false",
  })
  void addresses(String literal, boolean isPublic, boolean aws) throws Exception {
    InetAddress address = InetAddress.getByName(literal);
    assertThat(AddressGuard.isPublic(address)).isEqualTo(isPublic);
    assertThat(AddressGuard.permitsAws(address)).isEqualTo(aws);
  }

  @Test
  void noTunnelLeadsToThisMachine() throws Exception {
    for (NetworkInterface link : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress own : link.inetAddresses().toList()) {
        assertThat(AddressGuard.permitsTunnel(own)).isFalse();
      }
    }
  }
}
