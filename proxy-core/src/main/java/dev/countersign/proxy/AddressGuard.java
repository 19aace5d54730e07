package dev.countersign.proxy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses may be dialled on an agent's word. Judged on the very address that is dialled,
 * after the name was resolved: a name is no proof of where it leads.
 *
 * <p>IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64 of RFC 6052 and RFC 8215,
 * 6to4 of RFC 3056, Teredo of RFC 4380) are judged by both.
 */
final class AddressGuard {

  private AddressGuard() {}

  /**
   * Whether a blind tunnel may lead there: only to the public internet, and to none of this
   * machine's own addresses.
   */
  static boolean permitsTunnel(InetAddress address) {
    return isPublic(address) && !isOwn(address);
  }

  /**
   * Whether an AWS endpoint may have this address. Private ones are legitimate (interface VPC
   * endpoints); this machine, its link and the metadata services never are. What protects a call
   * here is the upstream certificate; this guard keeps a poisoned name from becoming a port scan.
   */
  static boolean permitsAws(InetAddress address) {
    InetAddress plain = unwrapped(address);
    return !local(address) && !local(plain) && !metadata(address);
  }

  static boolean isPublic(InetAddress address) {
    InetAddress plain = unwrapped(address);
    return permitsAws(address) && !internal(address) && !internal(plain);
  }

  private static boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null
          || NetworkInterface.getByInetAddress(unwrapped(address)) != null;
    } catch (SocketException e) {
      return true; // What cannot be ruled out counts as ours.
    }
  }

  /** This machine, its link, or nobody in particular. */
  private static boolean local(InetAddress address) {
    byte[] b = address.getAddress();
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || (address instanceof Inet4Address && ((b[0] & 0xff) == 0 || (b[0] & 0xff) >= 240));
  }

  /** The metadata services of AWS over IPv6, fd00:ec2::/32; over IPv4 they are link-local. */
  private static boolean metadata(InetAddress address) {
    return starts(address.getAddress(), 0xfd, 0x00, 0x0e, 0xc2);
  }

  /** Not this machine and not the internet either (IANA's special-purpose registries). */
  private static boolean internal(InetAddress address) {
    byte[] b = address.getAddress();
    if (address instanceof Inet4Address) {
      return starts(b, 10)
          || (starts(b, 172) && (b[1] & 0xf0) == 16)
          || starts(b, 192, 168)
          || (starts(b, 100) && (b[1] & 0xc0) == 64) // CGNAT, RFC 6598
          || starts(b, 192, 0, 0) // IETF protocol assignments, RFC 6890
          || (starts(b, 198) && (b[1] & 0xfe) == 18) // benchmarking, RFC 2544
          || starts(b, 192, 0, 2) // documentation, RFC 5737
          || starts(b, 198, 51, 100)
          || starts(b, 203, 0, 113);
    }
    return (b[0] & 0xfe) == 0xfc // unique local, RFC 4193
        || ((b[0] & 0xff) == 0xfe && (b[1] & 0xc0) == 0xc0) // site-local, RFC 3879
        || starts(b, 0x01, 0x00) // discard only, RFC 6666
        || starts(b, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01) // local translation, RFC 8215
        || starts(b, 0x20, 0x01, 0x0d, 0xb8); // documentation, RFC 3849
  }

  /** The IPv4 address inside an IPv6 one, or the address itself. */
  private static InetAddress unwrapped(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] b = address.getAddress();
    if (starts(b, 0x20, 0x02)) {
      return ipv4(Arrays.copyOfRange(b, 2, 6));
    }
    boolean embedded = starts(b, 0, 0, 0, 0, 0, 0, 0, 0); // compatible, mapped, translated
    boolean nat64 = starts(b, 0x00, 0x64, 0xff, 0x9b);
    if (embedded || nat64) {
      return ipv4(Arrays.copyOfRange(b, 12, 16));
    }
    if (starts(b, 0x20, 0x01, 0x00, 0x00)) { // Teredo hides the client's address inverted
      byte[] hidden = Arrays.copyOfRange(b, 12, 16);
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = (byte) ~hidden[i];
      }
      return ipv4(hidden);
    }
    return address;
  }

  private static boolean starts(byte[] b, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((b[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress ipv4(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
