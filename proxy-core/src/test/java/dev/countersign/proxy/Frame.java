package dev.countersign.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A frame of a WebSocket (RFC 6455, 5.2), written for the tests so that nothing is shared with
 * Netty.
 *
 * @param first its first byte: FIN, RSV and opcode
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(int first, boolean masked, byte[] payload) {

  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8a;

  static Frame client(int first, byte[] payload) {
    return new Frame(first, true, payload);
  }

  static Frame client(int first, String payload) {
    return client(first, payload.getBytes(UTF_8));
  }

  static Frame server(int first, byte[] payload) {
    return new Frame(first, false, payload);
  }

  static Frame server(int first, String payload) {
    return server(first, payload.getBytes(UTF_8));
  }

  static byte[] close(int code, String reason) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(code >> 8);
    out.write(code);
    out.writeBytes(reason.getBytes(UTF_8));
    return out.toByteArray();
  }

  byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int mask = masked ? 0x80 : 0;
    out.write(first);
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 65_536) {
      out.write(mask | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    byte[] key = {0x11, 0x22, 0x33, 0x44};
    if (masked) {
      out.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ key[i % 4] : payload[i]);
    }
    return out.toByteArray();
  }

  static Frame read(Wire wire) throws IOException {
    byte[] head = wire.exactly(2);
    boolean masked = (head[1] & 0x80) != 0;
    long length = head[1] & 0x7f;
    if (length > 125) {
      byte[] more = wire.exactly(length == 126 ? 2 : 8);
      length = 0;
      for (byte b : more) {
        length = length << 8 | (b & 0xff);
      }
    }
    byte[] key = masked ? wire.exactly(4) : new byte[4];
    byte[] payload = wire.exactly((int) length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= key[i % 4];
    }
    return new Frame(head[0] & 0xff, masked, payload);
  }

  /** Of a close frame; 1005 where it has none. */
  int code() {
    return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
  }

  String text() {
    return new String(payload, UTF_8);
  }
}
